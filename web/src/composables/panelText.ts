/** What the side panel shows; it stands in the address as `panel=`. */
export type Panel = { kind: 'why'; relation: string; key: string; column: string } | { kind: 'entry'; seq: number }

export function panelText(p: Panel): string {
  return p.kind === 'entry' ? `entry:${p.seq}` : `why:${p.relation}:${p.column}:${p.key}`
}
export function panelOf(text: string): Panel | null {
  const entry = /^entry:(\d+)$/.exec(text)
  if (entry) return { kind: 'entry', seq: Number(entry[1]) }
  const why = /^why:([^:]+):([^:]+):(.*)$/.exec(text)
  if (why) return { kind: 'why', relation: why[1] ?? '', column: why[2] ?? '', key: why[3] ?? '' }
  return null
}
