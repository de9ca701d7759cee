export interface Scored {
  readonly member: string;
  readonly score: number;
}

/** Members in the order of their scores, and of their bytes where the scores are equal. */
export class SortedSet {
  readonly #sorted: Scored[] = [];
  readonly #scores = new Map<string, number>();

  get size(): number {
    return this.#sorted.length;
  }

  get sorted(): readonly Scored[] {
    return this.#sorted;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#placeOf({ member, score });
  }

  set(member: string, score: number): void {
    this.delete(member);
    this.#scores.set(member, score);
    this.#sorted.splice(this.#placeOf({ member, score }), 0, { member, score });
  }

  delete(member: string): boolean {
    const rank = this.rank(member);
    if (rank === undefined) return false;
    this.#sorted.splice(rank, 1);
    this.#scores.delete(member);
    return true;
  }

  copy(): SortedSet {
    const copy = new SortedSet();
    for (const each of this.#sorted) {
      copy.#sorted.push(each);
      copy.#scores.set(each.member, each.score);
    }
    return copy;
  }

  /** How many stand before it. */
  #placeOf({ member, score }: Scored): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#sorted[middle] as Scored;
      const before = other.score < score || (other.score === score && other.member < member);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
