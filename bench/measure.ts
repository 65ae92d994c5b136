// CPU time and memory of a process tree: from /proc where there is one, else from `ps`.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const LINUX = process.platform === 'linux';
/** Clock ticks a second in /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Microseconds of CPU (user + system, all threads) that a process and its children have used. */
export function cpuMicroseconds(pid: number): number {
  if (pid === process.pid) {
    const own = process.cpuUsage();
    return own.user + own.system;
  }
  if (!LINUX) return psCpuMicroseconds(pid);
  return sum(treeOf(pid), one => (ticksOf(one) * 1_000_000) / TICKS_PER_SECOND);
}

/** Resident memory of a process and its children, in bytes. */
export function residentBytes(pid: number): number {
  if (!LINUX) return Number(ps(pid, 'rss=')) * 1024;
  return sum(treeOf(pid), one => Number(readFileSync(`/proc/${one}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES);
}

/** Proportional share of memory (shared pages divided by their users), in bytes; resident memory where unknown. */
export function proportionalBytes(pid: number): number {
  if (!LINUX) return residentBytes(pid);
  return sum(treeOf(pid), one => {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  });
}

/** A process and all its descendants. */
function treeOf(pid: number): number[] {
  const found = [pid];
  for (const one of found) found.push(...childrenOf(one));
  return found;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // A kernel without the file, or a thread that has just ended.
  }
}

/** User and system ticks: fields 14 and 15, counted after the command name, which may hold spaces. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function psCpuMicroseconds(pid: number): number {
  const parts = ps(pid, 'cputime=').split(/[:-]/).map(Number);
  return parts.reduce((total, part) => total * 60 + part, 0) * 1_000_000;
}

function ps(pid: number, column: string): string {
  return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
}

function sum(pids: readonly number[], read: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + read(pid), 0);
}
