/** A number that anyone may read and write at any time: nothing but the lock protects it. */
export interface Counter {
  read(): Promise<number>;
  write(value: number): Promise<void>;
}
