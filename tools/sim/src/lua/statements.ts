import type {
  AssignmentStatement,
  Expression,
  ForGenericStatement,
  ForNumericStatement,
  FunctionDeclaration,
  IfStatement,
  LocalStatement,
  Statement,
} from "luaparse";
import type { Expressions } from "./expressions.js";
import type { Scope } from "./scope.js";

/** Compiles statements. */
export class Statements {
  readonly #expressions: Expressions;

  constructor(expressions: Expressions) {
    this.#expressions = expressions;
  }

  /** The body of a function, in a scope of its own. */
  body(statements: readonly Statement[], scope: Scope): string {
    const code = this.#all(statements, scope);
    const returns = statements.at(-1)?.type === "ReturnStatement";
    return `${scope.temporaries}\n${code}${returns ? "" : "\nreturn rt.NOTHING;"}`;
  }

  #all(statements: readonly Statement[], scope: Scope): string {
    return statements.map((statement) => this.#one(statement, scope)).join("\n");
  }

  #block(statements: readonly Statement[], scope: Scope): string {
    return `{ ${this.#all(statements, scope.block())} }`;
  }

  #one(node: Statement, scope: Scope): string {
    switch (node.type) {
      case "LocalStatement":
        return this.#local(node, scope);
      case "AssignmentStatement":
        return this.#assignment(node, scope);
      case "CallStatement":
        return `${this.#expressions.call(node.expression, scope)};`;
      case "FunctionDeclaration":
        return this.#function(node, scope);
      case "ReturnStatement":
        return `return ${this.#returned(node.arguments, scope)};`;
      case "IfStatement":
        return this.#if(node, scope);
      case "WhileStatement":
        return `while (${this.#expressions.condition(node.condition, scope)}) { rt.tick(); ${this.#block(node.body, scope)} }`;
      case "DoStatement":
        return this.#block(node.body, scope);
      case "RepeatStatement": {
        const inner = scope.block();
        const body = this.#all(node.body, inner);
        return `for (;;) { rt.tick(); ${body} if (${this.#expressions.condition(node.condition, inner)}) break; }`;
      }
      case "ForNumericStatement":
        return this.#numeric(node, scope);
      case "ForGenericStatement":
        return this.#generic(node, scope);
      case "BreakStatement":
        return "break;";
      default:
        throw new SyntaxError(`Lua 5.1 has no ${node.type}`);
    }
  }

  #local({ variables, init }: LocalStatement, scope: Scope): string {
    const [only] = variables;
    const [value] = init;
    if (variables.length === 1 && init.length <= 1 && only) {
      const code = value ? this.#expressions.one(value, scope) : "undefined";
      return `let ${scope.declare(only.name)} = ${code};`;
    }
    const values = this.#expressions.list(init, scope);
    const names = variables.map(({ name }) => scope.declare(name));
    return `let [${names.join(", ")}] = [${values}];`;
  }

  #assignment({ variables, init }: AssignmentStatement, scope: Scope): string {
    const [only] = variables;
    const [value] = init;
    if (variables.length === 1 && init.length === 1 && only && value) {
      return this.#set(only, this.#expressions.one(value, scope), scope);
    }
    const names = variables.map(() => scope.fresh("v"));
    const sets = variables.map((each, at) => this.#set(each, `${names[at]}`, scope));
    const values = this.#expressions.list(init, scope);
    return `{ const [${names.join(", ")}] = [${values}]; ${sets.join(" ")} }`;
  }

  #set(target: Expression, value: string, scope: Scope): string {
    if (target.type === "MemberExpression") {
      const base = this.#expressions.one(target.base, scope);
      return `rt.set(${base}, ${JSON.stringify(target.identifier.name)}, ${value});`;
    }
    if (target.type === "IndexExpression") {
      const base = this.#expressions.one(target.base, scope);
      return `rt.set(${base}, ${this.#expressions.one(target.index, scope)}, ${value});`;
    }
    const local = target.type === "Identifier" ? scope.local(target.name) : undefined;
    return local === undefined ? "rt.readonly();" : `${local} = ${value};`;
  }

  #function(node: FunctionDeclaration, scope: Scope): string {
    const { identifier, isLocal } = node;
    if (!isLocal || identifier?.type !== "Identifier") return "rt.readonly();";
    // It can call itself.
    const name = scope.declare(identifier.name);
    return `let ${name} = ${this.#expressions.function(node, scope)};`;
  }

  #returned(values: readonly Expression[], scope: Scope): string {
    const [only] = values;
    if (!only) return "rt.NOTHING";
    return values.length === 1
      ? this.#expressions.many(only, scope)
      : `[${this.#expressions.list(values, scope)}]`;
  }

  #if({ clauses }: IfStatement, scope: Scope): string {
    return clauses
      .map((clause) => {
        const body = this.#block(clause.body, scope);
        if (clause.type === "ElseClause") return body;
        return `if (${this.#expressions.condition(clause.condition, scope)}) ${body}`;
      })
      .join(" else ");
  }

  #numeric({ variable, start, end, step, body }: ForNumericStatement, scope: Scope): string {
    const [at, to, by] = [scope.fresh("at"), scope.fresh("to"), scope.fresh("by")];
    const inner = scope.block();
    const number = (node: Expression) => `rt.number(${this.#expressions.one(node, scope)})`;
    const head = `let ${at} = ${number(start)}, ${to} = ${number(end)}, ${by} = ${step ? number(step) : 1};`;
    const own = `let ${inner.declare(variable.name)} = ${at};`;
    const code = this.#all(body, inner);
    return `for (${head} ${by} > 0 ? ${at} <= ${to} : ${at} >= ${to}; ${at} += ${by}) { rt.tick(); ${own} ${code} }`;
  }

  #generic({ variables, iterators, body }: ForGenericStatement, scope: Scope): string {
    const [next, state, control] = [
      scope.fresh("next"),
      scope.fresh("state"),
      scope.fresh("control"),
    ];
    const inner = scope.block();
    const from = this.#expressions.list(iterators, scope);
    const names = variables.map(({ name }) => inner.declare(name));
    const code = this.#all(body, inner);
    return `{ let [${next}, ${state}, ${control}] = [${from}];
for (;;) {
  rt.tick();
  let [${names.join(", ")}] = rt.all(rt.callee(${next})(${state}, ${control}));
  if (${names[0]} === undefined) break;
  ${control} = ${names[0]};
  ${code}
} }`;
  }
}
