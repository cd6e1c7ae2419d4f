import { type Area, type Box, intersect, LAST_COLUMN, LAST_ROW } from '../address.ts';
import { CALC, CellError, finite, NA, NAME, NULL_ERROR, NUM, REF, type Scalar, VALUE } from '../cell-value.ts';
import type { BinaryOperator, CellNode, Node, SheetPrefix, TableNode } from '../formula/ast.ts';
import { translateAround } from '../formula/move.ts';
import { FormulaSyntaxError, parseFormula } from '../formula/parse.ts';
import type { ArgumentMode, FunctionDefinition, LazyArgument, Volatility } from '../functions/define.ts';
import { type DefinedName, sheetIndex, type Workbook } from '../model.ts';
import { toArrayOrScalar, toNumber, toScalar } from './coerce.ts';
import { Lambda, Matrix, type Operand, Reference, type Runtime } from './operand.ts';
import { applyOperator, broadcast, stretched } from './operators.ts';

/** Values bound by LET and LAMBDA, innermost first. */
interface Scope {
  name: string;
  value: Operand | undefined;
  outer: Scope | null;
}

type Thunk = (rt: Runtime, scope: Scope | null) => Operand;
type ValueThunk = (rt: Runtime, scope: Scope | null) => Scalar | Matrix;

export interface FunctionTable {
  find(name: string): FunctionDefinition | undefined;
  /** A function of Excel's that the engine does not have. */
  isKnownElsewhere(name: string): boolean;
}

/** A formula ready to run, and what is known of it beforehand. */
export interface Program {
  run(rt: Runtime): Operand;
  /** Areas it may read. */
  precedents: Area[];
  volatility: ReadonlySet<Volatility>;
  /** Why it cannot be calculated; null when it can. */
  unsupported: string | null;
  /** A name in it that is no function at all. */
  unknownFunction: string | null;
}

export interface CompileSite {
  book: Workbook;
  functions: FunctionTable;
  sheet: number;
  row: number;
  col: number;
}

/** Compiles a parsed formula for one cell; with `array` ranges are worked on whole instead of intersected. */
export function compileFormula(node: Node, site: CompileSite, array: boolean): Program {
  const compiler = new Compiler(site);
  const thunk = compiler.operand(node, { array, locals: none });
  return {
    run: (rt) => thunk(rt, null),
    precedents: compiler.precedents,
    volatility: compiler.volatility,
    unsupported: compiler.unsupported,
    unknownFunction: compiler.unknownFunction,
  };
}

interface Mode {
  array: boolean;
  locals: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const MAX_NAME_DEPTH = 32;
const MAX_CALL_DEPTH = 200;

class Compiler {
  readonly precedents: Area[] = [];
  readonly volatility = new Set<Volatility>();
  unsupported: string | null = null;
  unknownFunction: string | null = null;
  private readonly site: CompileSite;
  private nameDepth = 0;

  constructor(site: CompileSite) {
    this.site = site;
  }

  /** Gives anything: a value, a matrix, a reference or a lambda. */
  operand(node: Node, mode: Mode): Thunk {
    switch (node.type) {
      case 'number':
      case 'text':
      case 'boolean':
        return constant(node.value);
      case 'error':
        return constant(node.error);
      case 'missing':
        return constant(null);
      case 'array':
        return constant(Matrix.ofRows(node.rows));
      case 'paren':
        return this.operand(node.inner, mode);
      case 'cell':
      case 'area':
        return this.reference(boxOf(node), node.sheet);
      case 'name':
        return this.name(node.name, node.sheet, mode);
      case 'table':
        return this.table(node);
      case 'external':
        return this.refuse(`a link to another workbook (${node.text})`);
      case 'unary':
        return this.unary(node.op, node.operand, mode);
      case 'percent':
        return mapped(this.value(node.operand, mode), (x) => (x instanceof CellError ? x : finite(toNumber(x) / 100)));
      case 'spill':
        return this.spill(node.operand, mode);
      case 'binary':
        return this.binary(node.op, node.left, node.right, mode);
      case 'call':
        return this.call(node.name, node.args, mode);
      case 'apply':
        return this.apply(this.operand(node.callee, mode), node.args, mode);
    }
  }

  /** As `operand`, with references read: whole in array mode, else only the cell of this row or column. */
  value(node: Node, mode: Mode): ValueThunk {
    if (node.type === 'cell' && !node.sheet?.last) return this.oneCell(node);
    const thunk = this.operand(node, mode);
    if (mode.array) return (rt, scope) => toArrayOrScalar(rt, thunk(rt, scope));
    return (rt, scope) => {
      const result = thunk(rt, scope);
      return result instanceof Matrix ? result : toScalar(rt, result);
    };
  }

  private oneCell(node: CellNode): ValueThunk {
    const sheet = this.sheetOf(node.sheet);
    if (sheet < 0) return () => REF;
    const { row, col } = node;
    this.precedents.push({ sheet, top: row, bottom: row, left: col, right: col });
    return (rt) => rt.read(sheet, row, col);
  }

  private sheetOf(prefix: SheetPrefix | null): number {
    return prefix ? sheetIndex(this.site.book, prefix.name) : this.site.sheet;
  }

  private reference(box: Box, prefix: SheetPrefix | null): Thunk {
    const first = this.sheetOf(prefix);
    const last = prefix?.last ? sheetIndex(this.site.book, prefix.last) : first;
    if (first < 0 || last < 0) return constant(REF);
    const areas: Area[] = [];
    for (let sheet = Math.min(first, last); sheet <= Math.max(first, last); sheet++) areas.push({ sheet, ...box });
    return this.areas(areas);
  }

  private areas(areas: Area[]): Thunk {
    this.precedents.push(...areas);
    return constant(new Reference(areas));
  }

  private name(name: string, prefix: SheetPrefix | null, mode: Mode): Thunk {
    const key = name.toLowerCase();
    if (!prefix && mode.locals.has(key)) return (_, scope) => local(scope, key) ?? null;
    const found = this.definedName(name, prefix);
    if (!found) return constant(NAME);
    if (++this.nameDepth > MAX_NAME_DEPTH) return this.refuse(`the name ${name}, which refers to itself`);
    const thunk = this.nameBody(found);
    this.nameDepth--;
    return thunk;
  }

  private definedName(name: string, prefix: SheetPrefix | null): DefinedName | undefined {
    const key = name.toLowerCase();
    const scope = prefix ? sheetIndex(this.site.book, prefix.name) : this.site.sheet;
    const same = this.site.book.names.filter((other) => other.name.toLowerCase() === key);
    return same.find((other) => other.scope === scope) ?? same.find((other) => other.scope === null);
  }

  /** Names are always array formulas, and their relative references are meant from A1. */
  private nameBody(name: DefinedName): Thunk {
    try {
      const node = translateAround(parseFormula(name.text), this.site.row, this.site.col);
      return this.operand(node, { array: true, locals: none });
    } catch (error) {
      if (error instanceof FormulaSyntaxError) return this.refuse(`the name ${name.name}, which cannot be read`);
      throw error;
    }
  }

  private table(node: TableNode): Thunk {
    const { book, sheet, row, col } = this.site;
    const table = book.tables.find((other) =>
      node.table
        ? other.name.toLowerCase() === node.table.toLowerCase()
        : other.sheet === sheet &&
          row >= other.range.top &&
          row <= other.range.bottom &&
          col >= other.range.left &&
          col <= other.range.right,
    );
    if (!table) return constant(node.table ? NAME : REF);
    const columns = node.columns.map((name) =>
      table.columns.findIndex((other) => other.toLowerCase() === name.toLowerCase()),
    );
    if (columns.includes(-1)) return constant(REF);
    const left = table.range.left + Math.min(...(columns.length > 0 ? columns : [0]));
    const right = table.range.left + Math.max(...(columns.length > 0 ? columns : [table.columns.length - 1]));
    const rows = tableRows(node, table, row);
    if (rows instanceof CellError) return constant(rows);
    return this.areas([{ sheet: table.sheet, top: rows[0], bottom: rows[1], left, right }]);
  }

  private unary(op: '-' | '+' | '@', inner: Node, mode: Mode): Thunk {
    if (op === '+') return this.operand(inner, mode);
    if (op === '@') {
      const thunk = this.operand(inner, { ...mode, array: false });
      return (rt, scope) => toScalar(rt, thunk(rt, scope));
    }
    return mapped(this.value(inner, mode), (x) => (x instanceof CellError ? x : finite(-toNumber(x))));
  }

  private spill(inner: Node, mode: Mode): Thunk {
    const thunk = this.operand(inner, mode);
    return (rt, scope) => {
      const anchor = thunk(rt, scope);
      if (anchor instanceof CellError) return anchor;
      const area = anchor instanceof Reference && anchor.isOneCell ? anchor.areas[0] : undefined;
      if (!area) return REF;
      rt.read(area.sheet, area.top, area.left);
      const spilled = rt.spillArea(area.sheet, area.top, area.left);
      return spilled ? new Reference([spilled]) : REF;
    };
  }

  private binary(op: BinaryOperator, left: Node, right: Node, mode: Mode): Thunk {
    if (op === ':') return this.rangeOf(left, right, mode);
    if (op === ' ' || op === ',') return this.combined(op, left, right, mode);
    const comparing = op === '=' || op === '<>' || op === '<' || op === '>' || op === '<=' || op === '>=';
    const apply = (x: Scalar, y: Scalar) => applyOperator(op, x, y);
    return pairwise(
      apply,
      comparing ? this.value(left, mode) : this.term(left, mode),
      comparing ? this.value(right, mode) : this.term(right, mode),
    );
  }

  /** Excel leaves a difference in parentheses as it is: 1*(.5-.4-.1) is -2.78E-17 where .5-.4-.1 is 0. */
  private term(node: Node, mode: Mode): ValueThunk {
    if (node.type !== 'paren' || node.inner.type !== 'binary') return this.value(node, mode);
    const { op, left, right } = node.inner;
    if (op !== '+' && op !== '-') return this.value(node, mode);
    return pairwise((x, y) => applyOperator(op, x, y, false), this.term(left, mode), this.term(right, mode));
  }

  /** `A1:INDEX(...)`: which cells it spans is known only when it runs. */
  private rangeOf(left: Node, right: Node, mode: Mode): Thunk {
    const inherited =
      right.type === 'cell' && !right.sheet && left.type === 'cell' ? { ...right, sheet: left.sheet } : right;
    const a = this.operand(left, mode);
    const b = this.operand(inherited, mode);
    this.volatility.add('reference');
    return (rt, scope) => {
      const x = a(rt, scope);
      const y = b(rt, scope);
      if (x instanceof CellError) return x;
      if (y instanceof CellError) return y;
      if (!(x instanceof Reference) || !(y instanceof Reference)) return VALUE;
      return spanning([...x.areas, ...y.areas]);
    };
  }

  private combined(op: ' ' | ',', left: Node, right: Node, mode: Mode): Thunk {
    const a = this.operand(left, mode);
    const b = this.operand(right, mode);
    return (rt, scope) => {
      const x = a(rt, scope);
      const y = b(rt, scope);
      if (x instanceof CellError) return x;
      if (y instanceof CellError) return y;
      if (!(x instanceof Reference) || !(y instanceof Reference)) return VALUE;
      return op === ',' ? new Reference([...x.areas, ...y.areas]) : crossing(x.areas, y.areas);
    };
  }

  private call(name: string, args: readonly Node[], mode: Mode): Thunk {
    if (name === 'LET') return this.let(args, mode);
    if (name === 'LAMBDA') return this.lambda(args, mode);
    if (mode.locals.has(name.toLowerCase()))
      return this.apply((_, scope) => local(scope, name.toLowerCase()) ?? null, args, mode);
    const definition = this.site.functions.find(name);
    if (!definition) return this.otherFunction(name, args, mode);
    if (args.length < definition.min || args.length > definition.max) return constant(VALUE);
    if (definition.volatility) this.volatility.add(definition.volatility);
    return definition.lazy ? this.lazyCall(definition, args, mode) : this.eagerCall(definition, args, mode);
  }

  private otherFunction(name: string, args: readonly Node[], mode: Mode): Thunk {
    if (this.definedName(name, null)) return this.apply(this.name(name, null, mode), args, mode);
    if (this.site.functions.isKnownElsewhere(name)) return this.refuse(`the function ${name}`);
    this.unknownFunction ??= name;
    return constant(NAME);
  }

  private argument(definition: FunctionDefinition, args: readonly Node[], index: number, mode: Mode): Thunk {
    const node: Node = args[index] ?? { type: 'missing' };
    const how: ArgumentMode = definition.mode(index, args.length);
    if (how === 'array') return this.operand(node, { ...mode, array: true });
    return how === 'scalar' ? this.value(node, mode) : this.operand(node, mode);
  }

  private lazyCall(definition: FunctionDefinition, args: readonly Node[], mode: Mode): Thunk {
    const thunks = args.map((_, index) => this.argument(definition, args, index, mode));
    const missing = args.map((arg) => arg.type === 'missing');
    const body = definition.lazy;
    return (rt, scope) => {
      rt.spend(1);
      const given = thunks.map(
        (thunk, index): LazyArgument => Object.assign(() => thunk(rt, scope), { isMissing: missing[index] ?? false }),
      );
      return caught(() => body?.(rt, given) ?? null);
    };
  }

  private eagerCall(definition: FunctionDefinition, args: readonly Node[], mode: Mode): Thunk {
    const thunks = args.map((_, index) => this.argument(definition, args, index, mode));
    const lifted = args.map((_, index) => definition.mode(index, args.length) === 'scalar');
    const call = definition.call ?? (() => null);
    return (rt, scope) => {
      rt.spend(1);
      try {
        const values: Operand[] = [];
        let repeats = false;
        for (let index = 0; index < thunks.length; index++) {
          const value = thunks[index]?.(rt, scope) ?? null;
          if (lifted[index] && value instanceof Matrix) repeats = true;
          values.push(value);
        }
        return repeats ? repeated(rt, call, values, lifted) : call(rt, values);
      } catch (error) {
        if (error instanceof CellError) return error;
        throw error;
      }
    };
  }

  private let(args: readonly Node[], mode: Mode): Thunk {
    const body = args.at(-1);
    if (args.length < 3 || args.length % 2 === 0 || !body) return constant(VALUE);
    const names: string[] = [];
    const values: Thunk[] = [];
    let locals = mode.locals;
    for (let index = 0; index + 1 < args.length; index += 2) {
      const name = args[index];
      if (name?.type !== 'name') return constant(NAME);
      values.push(this.operand(args[index + 1] ?? { type: 'missing' }, { ...mode, locals }));
      names.push(name.name.toLowerCase());
      locals = new Set([...locals, name.name.toLowerCase()]);
    }
    const result = this.operand(body, { ...mode, locals });
    return (rt, outer) => {
      let scope = outer;
      names.forEach((name, index) => {
        scope = { name, value: values[index]?.(rt, scope), outer: scope };
      });
      return result(rt, scope);
    };
  }

  private lambda(args: readonly Node[], mode: Mode): Thunk {
    const body = args.at(-1);
    const names = args.slice(0, -1).map((arg) => (arg.type === 'name' ? arg.name.toLowerCase() : null));
    if (!body || names.includes(null)) return constant(VALUE);
    const thunk = this.operand(body, {
      array: true,
      locals: new Set([...mode.locals, ...names.filter((name) => name !== null)]),
    });
    return (rt, outer) =>
      new Lambda(names.length, (given) => {
        if (given.length > names.length) return VALUE;
        rt.spend(1);
        let scope = outer;
        names.forEach((name, index) => {
          scope = { name: name ?? '', value: given[index], outer: scope };
        });
        return deeper(() => thunk(rt, scope));
      });
  }

  private apply(callee: Thunk, args: readonly Node[], mode: Mode): Thunk {
    const thunks = args.map((arg) => (arg.type === 'missing' ? null : this.operand(arg, mode)));
    return (rt, scope) => {
      const target = callee(rt, scope);
      if (target instanceof CellError) return target;
      if (!(target instanceof Lambda)) return REF;
      return caught(() => target.call(thunks.map((thunk) => thunk?.(rt, scope))));
    };
  }

  private refuse(reason: string): Thunk {
    this.unsupported ??= reason;
    return constant(VALUE);
  }
}

let depth = 0;

/** A LAMBDA that never stops calling itself is #NUM!, as it is in Excel. */
function deeper(run: () => Operand): Operand {
  if (depth >= MAX_CALL_DEPTH) throw NUM;
  depth++;
  try {
    return run();
  } finally {
    depth--;
  }
}

function caught(run: () => Operand): Operand {
  try {
    return run();
  } catch (error) {
    if (error instanceof CellError) return error;
    throw error;
  }
}

function local(scope: Scope | null, name: string): Operand | undefined {
  for (let at = scope; at; at = at.outer) {
    if (at.name === name) return at.value;
  }
  return NAME;
}

function constant(value: Operand): Thunk {
  return () => value;
}

function mapped(thunk: ValueThunk, apply: (value: Scalar) => Scalar): Thunk {
  const safely = (value: Scalar): Scalar => {
    try {
      return apply(value);
    } catch (error) {
      if (error instanceof CellError) return error;
      throw error;
    }
  };
  return (rt, scope) => {
    const value = thunk(rt, scope);
    return value instanceof Matrix ? new Matrix(value.rows, value.cols, value.data.map(safely)) : safely(value);
  };
}

function pairwise(apply: (x: Scalar, y: Scalar) => Scalar, left: ValueThunk, right: ValueThunk): ValueThunk {
  return (rt, scope) => {
    const x = left(rt, scope);
    const y = right(rt, scope);
    if (!(x instanceof Matrix) && !(y instanceof Matrix)) return apply(x, y);
    rt.spend(Math.max(x instanceof Matrix ? x.data.length : 0, y instanceof Matrix ? y.data.length : 0));
    return broadcast(x, y, apply);
  };
}

/** Calls a function once per element of the arrays given where it takes one value. */
function repeated(
  rt: Runtime,
  call: (rt: Runtime, args: readonly Operand[]) => Operand,
  values: readonly Operand[],
  lifted: readonly boolean[],
): Matrix {
  let rows = 1;
  let cols = 1;
  const picks = values.map((value, index) => {
    if (!lifted[index] || !(value instanceof Matrix)) return null;
    rows = Math.max(rows, value.rows);
    cols = Math.max(cols, value.cols);
    return stretched(value);
  });
  rt.spend(rows * cols);
  return Matrix.fill(rows, cols, (row, col) => {
    const args = values.map((value, index) => {
      const pick = picks[index];
      return pick ? pick(row, col) : value;
    });
    if (args.includes(undefined)) return NA;
    const result = caught(() =>
      call(
        rt,
        args.map((arg) => arg ?? null),
      ),
    );
    return result instanceof Lambda ? CALC : toScalar(rt, result);
  });
}

function boxOf(node: Node & { type: 'cell' | 'area' }): Box {
  if (node.type === 'cell') return { top: node.row, bottom: node.row, left: node.col, right: node.col };
  return {
    top: Math.min(node.from.row, node.to.row),
    bottom: Math.max(node.from.row, node.to.row),
    left: Math.min(node.from.col, node.to.col),
    right: Math.max(node.from.col, node.to.col),
  };
}

function tableRows(
  node: TableNode,
  table: { range: Box; headerRows: number; totalRows: number },
  row: number,
): [number, number] | CellError {
  const { range, headerRows, totalRows } = table;
  const first = range.top + headerRows;
  const last = range.bottom - totalRows;
  const items = new Set(node.items);
  if (items.has('#All')) return [range.top, range.bottom];
  if (items.has('#This Row')) return row >= first && row <= last ? [row, row] : VALUE;
  const spans: [number, number][] = [];
  if (items.has('#Headers') && headerRows > 0) spans.push([range.top, range.top]);
  if (items.has('#Data') || items.size === 0) spans.push([first, last]);
  if (items.has('#Totals') && totalRows > 0) spans.push([range.bottom, range.bottom]);
  if (spans.length === 0) return REF;
  return [Math.min(...spans.map((span) => span[0])), Math.max(...spans.map((span) => span[1]))];
}

function spanning(areas: readonly Area[]): Operand {
  const [first] = areas;
  if (!first || areas.some((area) => area.sheet !== first.sheet)) return VALUE;
  return new Reference([
    {
      sheet: first.sheet,
      top: Math.min(...areas.map((area) => area.top)),
      left: Math.min(...areas.map((area) => area.left)),
      bottom: Math.min(LAST_ROW, Math.max(...areas.map((area) => area.bottom))),
      right: Math.min(LAST_COLUMN, Math.max(...areas.map((area) => area.right))),
    },
  ]);
}

function crossing(left: readonly Area[], right: readonly Area[]): Operand {
  const areas: Area[] = [];
  for (const a of left) {
    for (const b of right) {
      const common = a.sheet === b.sheet ? intersect(a, b) : null;
      if (common) areas.push({ sheet: a.sheet, ...common });
    }
  }
  return areas.length > 0 ? new Reference(areas) : NULL_ERROR;
}
