export interface Tag {
  tone: 'block' | 'exit' | 'warn' | 'info' | 'pass' | 'und'
  glyph: string
  word: string
}
const bySeverity: Record<string, Tag> = {
  block: { tone: 'block', glyph: '■', word: 'block' },
  exit: { tone: 'exit', glyph: '◆', word: 'exit' },
  warn: { tone: 'warn', glyph: '▲', word: 'warn' },
  due: { tone: 'warn', glyph: '▲', word: 'deadline' },
  info: { tone: 'info', glyph: '●', word: 'info' },
}
export const severityWord = (severity: string): string => bySeverity[severity]?.word ?? 'info'
const undetermined: Tag = { tone: 'und', glyph: '?', word: 'undetermined' }
const byOutcome: Record<string, Tag> = {
  pass: { tone: 'pass', glyph: '✓', word: 'pass' },
  undetermined,
  not_yet_due: { tone: 'info', glyph: '●', word: 'due' },
  no_reading: { tone: 'und', glyph: '?', word: 'noReading' },
  conflict: { tone: 'und', glyph: '?', word: 'conflict' },
  waived: { tone: 'info', glyph: '●', word: 'waived' },
}

/** Without a severity it is a promise: a missed target breaks no clause, so it warns and is never red. */
export function tagOf(outcome: string, severity: string | null): Tag {
  if (outcome === 'breach') return severity ? (bySeverity[severity] ?? undetermined) : { tone: 'warn', glyph: '▲', word: 'missed' }
  if (outcome === 'pass' && !severity) return { tone: 'pass', glyph: '✓', word: 'met' }
  return byOutcome[outcome] ?? undetermined
}
/** Worst first: what must stop, what gives a right to leave, what warns, what is open, what is said, what is fine. */
export function rank(outcome: string, severity: string | null): number {
  return ['block', 'exit', 'warn', 'und', 'info', 'pass'].indexOf(tagOf(outcome, severity).tone)
}

/** Comparators as people write them. */
export const comparator = (sign: string): string => ({ '>=': '≥', '<=': '≤', '!=': '≠' })[sign] ?? sign
