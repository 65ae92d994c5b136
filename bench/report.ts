// Figures into verdicts and a table: minimum and median of the rounds, ratio to the bare proxy, goal.

import type { Cell, Measure, Rounds } from './cells.ts';
import type { Subject } from './subjects.ts';

/** The results of one cell, by subject. */
export type CellResults = Readonly<Partial<Record<Subject['name'], Rounds>>>;

/** A figure over all rounds. */
export interface Figure {
  readonly minimum: number;
  readonly median: number;
}

/** One line of the report. */
export interface Line {
  readonly cell: string;
  readonly measure: string;
  readonly unit: string;
  readonly proxy: Figure;
  readonly turnpike: Figure;
  /** Median over the rounds of gateway ÷ bare proxy in the same round. */
  readonly ratio: number;
  readonly goal: string;
  readonly verdict: 'ok' | 'over' | '';
}

/** The middle value; the lower one of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The lines of one cell. */
export function linesOf(cell: Cell, results: CellResults): Line[] {
  const direct = results.direct ?? [];
  const proxy = results.proxy ?? [];
  const turnpike = results.turnpike ?? [];
  return cell.measures.map(measure => {
    const ofProxy = proxy.map((_, index) => measure.read(proxy, index, direct));
    const ofGateway = turnpike.map((_, index) => measure.read(turnpike, index, direct));
    const ratio = median(ofGateway.map((value, index) => value / (ofProxy[index] ?? Number.NaN)));
    const figure = (values: readonly number[]): Figure => ({ minimum: Math.min(...values), median: median(values) });
    return {
      cell: cell.name,
      measure: measure.name,
      unit: measure.unit,
      proxy: figure(ofProxy),
      turnpike: figure(ofGateway),
      ratio,
      goal: goalText(measure),
      verdict: verdictOf(measure, ratio, median(ofGateway)),
    };
  });
}

function goalText(measure: Measure): string {
  if (measure.ratioGoal !== undefined) return `≤ ${measure.ratioGoal} ×`;
  return measure.goal === undefined ? '' : `≤ ${measure.goal} ${measure.unit}`;
}

function verdictOf(measure: Measure, ratio: number, value: number): Line['verdict'] {
  if (measure.ratioGoal !== undefined) return ratio <= measure.ratioGoal ? 'ok' : 'over';
  if (measure.goal !== undefined) return value <= measure.goal ? 'ok' : 'over';
  return '';
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
};
const figureText = (figure: Figure): string => `${number(figure.median)} (${number(figure.minimum)})`;

/** All lines as a table of text. */
export function table(lines: readonly Line[]): string {
  const head = ['cell', 'measure', 'unit', 'bare proxy', 'turnpike', 'ratio', 'goal', ''];
  const rows = lines.map(line => [
    line.cell,
    line.measure,
    line.unit,
    figureText(line.proxy),
    figureText(line.turnpike),
    line.ratio > 0 && Number.isFinite(line.ratio) ? `${number(line.ratio)} ×` : '–',
    line.goal,
    line.verdict,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)));
  const render = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [render(head), widths.map(width => '-'.repeat(width)).join('  '), ...rows.map(render)].join('\n');
}
