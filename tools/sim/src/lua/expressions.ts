import type {
  CallExpression,
  Expression,
  FunctionDeclaration,
  LogicalExpression,
  Statement,
  StringCallExpression,
  TableCallExpression,
  TableConstructorExpression,
  UnaryExpression,
} from "luaparse";
import type { Scope } from "./scope.js";

type Call = CallExpression | TableCallExpression | StringCallExpression;

const BINARY: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "^": "pow",
  "..": "concat",
  "<": "lt",
  "<=": "le",
};

/** Compiles expressions. What is `one` gives one value; what is `many` gives what a call returns. */
export class Expressions {
  readonly #source: string;
  readonly #body: (body: readonly Statement[], scope: Scope) => string;

  constructor(source: string, body: (body: readonly Statement[], scope: Scope) => string) {
    this.#source = source;
    this.#body = body;
  }

  one(node: Expression, scope: Scope): string {
    switch (node.type) {
      case "NilLiteral":
        return "undefined";
      case "BooleanLiteral":
      case "NumericLiteral":
        return `${node.value}`;
      case "StringLiteral":
        return JSON.stringify(node.value);
      case "VarargLiteral":
        return "varargs[0]";
      case "Identifier":
        return scope.local(node.name) ?? scope.global(node.name);
      case "MemberExpression":
        return `rt.index(${this.one(node.base, scope)}, ${JSON.stringify(node.identifier.name)})`;
      case "IndexExpression":
        return `rt.index(${this.one(node.base, scope)}, ${this.one(node.index, scope)})`;
      case "TableConstructorExpression":
        return this.#table(node, scope);
      case "FunctionDeclaration":
        return this.function(node, scope);
      case "UnaryExpression":
        return this.#unary(node, scope);
      case "BinaryExpression":
        return this.#binary(node.operator, this.one(node.left, scope), this.one(node.right, scope));
      case "LogicalExpression":
        return this.#logical(node, scope);
      default:
        return `rt.first(${this.#call(node, scope)})`;
    }
  }

  /** What stands alone behind a `return` gives all of its values; in parentheses, one. */
  many(node: Expression, scope: Scope): string {
    if (this.#inParentheses(node, 0)) return this.one(node, scope);
    if (node.type === "VarargLiteral") return "varargs";
    return isCall(node) ? this.#call(node, scope) : this.one(node, scope);
  }

  /**
   * The items of an array, the last one spread, unless it stands in parentheses.
   *
   * @param around the parentheses around a list of one that are the list's own.
   */
  list(nodes: readonly Expression[], scope: Scope, around = 0): string {
    return nodes
      .map((node, at) => {
        const own = at === 0 ? around : 0;
        const last = at === nodes.length - 1 && (isCall(node) || node.type === "VarargLiteral");
        if (!last || this.#inParentheses(node, own)) return this.one(node, scope);
        return `...rt.all(${isCall(node) ? this.#call(node, scope) : "varargs"})`;
      })
      .join(", ");
  }

  /** luaparse keeps no parentheses, so the text has to tell. */
  #inParentheses(node: Expression, own: number): boolean {
    const start = "range" in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
    const before = /[(\s]*$/.exec(this.#source.slice(0, start))?.[0] ?? "";
    return before.replaceAll(/\s/g, "").length > own;
  }

  condition(node: Expression, scope: Scope): string {
    return isBoolean(node) ? this.one(node, scope) : `rt.isTrue(${this.one(node, scope)})`;
  }

  function({ parameters, body }: FunctionDeclaration, outer: Scope): string {
    const scope = outer.function();
    const names = parameters.map((each) =>
      each.type === "Identifier" ? scope.declare(each.name) : "...varargs",
    );
    return `((${names.join(", ")}) => { ${this.#body(body, scope)} })`;
  }

  call(node: Call, scope: Scope): string {
    return this.#call(node, scope);
  }

  #call(node: Call, scope: Scope): string {
    const args = this.list(argumentsOf(node), scope, node.type === "CallExpression" ? 1 : 0);
    const { base } = node;
    if (base.type === "MemberExpression" && base.indexer === ":") {
      const name = JSON.stringify(base.identifier.name);
      return `rt.method(${this.one(base.base, scope)}, ${name}, [${args}])`;
    }
    return `rt.callee(${this.one(base, scope)})(${args})`;
  }

  #table({ fields }: TableConstructorExpression, scope: Scope): string {
    const values = fields.flatMap((each) => (each.type === "TableValue" ? [each.value] : []));
    const last = fields.at(-1);
    const open = last?.type === "TableValue";
    const listed = open
      ? this.list(values, scope)
      : values.map((each) => this.one(each, scope)).join(", ");
    const pairs = fields.flatMap((each) => {
      if (each.type === "TableValue") return [];
      const key =
        each.type === "TableKey" ? this.one(each.key, scope) : JSON.stringify(each.key.name);
      return [`[${key}, ${this.one(each.value, scope)}]`];
    });
    return `rt.table([${listed}], [${pairs.join(", ")}])`;
  }

  #unary({ operator, argument }: UnaryExpression, scope: Scope): string {
    if (operator === "not") return `!${this.condition(argument, scope)}`;
    return `rt.${operator === "#" ? "length" : "neg"}(${this.one(argument, scope)})`;
  }

  #binary(operator: string, left: string, right: string): string {
    if (operator === "==") return `(${left} === ${right})`;
    if (operator === "~=") return `(${left} !== ${right})`;
    if (operator === ">") return `rt.gt(${left}, ${right})`;
    if (operator === ">=") return `rt.ge(${left}, ${right})`;
    return `rt.${BINARY[operator]}(${left}, ${right})`;
  }

  #logical({ operator, left, right }: LogicalExpression, scope: Scope): string {
    const kept = scope.temporary();
    const test = `rt.isTrue(${kept} = ${this.one(left, scope)})`;
    const other = this.one(right, scope);
    return operator === "and" ? `(${test} ? ${other} : ${kept})` : `(${test} ? ${kept} : ${other})`;
  }
}

function argumentsOf(node: Call): readonly Expression[] {
  if (node.type === "StringCallExpression") return [node.argument];
  return node.type === "TableCallExpression" ? [node.arguments] : node.arguments;
}

function isCall(node: Expression): node is Call {
  return node.type.endsWith("CallExpression");
}

function isBoolean(node: Expression): boolean {
  if (node.type === "BooleanLiteral") return true;
  if (node.type === "UnaryExpression") return node.operator === "not";
  return (
    node.type === "BinaryExpression" && ["==", "~=", "<", "<=", ">", ">="].includes(node.operator)
  );
}
