import type { Amount } from '@/api/types'
import { add, parse, print, subtract, type Decimal } from './decimal'

const text = (d: Decimal): string => print(d.digits, d.scale, false).replace('−', '-')
const of = (value: string): Decimal => parse(value)

/** A sum of amounts of one unit: a part without an upper bound opens the sum upward, an unknown part is counted. */
export function sum(parts: (Amount | null | undefined)[], unit = 'CNY'): Amount | null {
  const known = parts.filter((p): p is Amount => !!p && p.unit === unit)
  if (known.length === 0) return null
  let lo: Decimal | null = { digits: 0n, scale: 2 }
  let hi: Decimal | null = { digits: 0n, scale: 2 }
  let unknown = 0
  let about = false
  for (const p of known) {
    unknown += p.unknown_count
    about ||= p.about
    if (p.lo === null && p.hi === null && p.unknown_count === 0) unknown += 1
    // Money put in is never negative, so an unstated lower bound is nothing.
    if (p.lo !== null && lo) lo = add(lo, of(p.lo))
    hi = hi && p.hi !== null ? add(hi, of(p.hi)) : null
  }
  return { lo: lo ? text(lo) : null, hi: hi ? text(hi) : null, about, lo_strict: false, hi_strict: false, unknown_count: unknown, unit, qualifier: null }
}

/** a − b by the lower bounds; for a bar, not for a statement. */
export function less(a: Amount, b: Amount): Amount | null {
  if (a.lo === null || b.lo === null) return null
  const d = text(subtract(of(a.lo), of(b.lo)))
  return { ...a, lo: d, hi: a.hi === null || b.hi === null ? null : d, qualifier: null }
}
