/** Decimal texts as integers with a scale: nothing here ever becomes a double. */
export interface Decimal {
  digits: bigint
  scale: number
}

export function parse(text: string): Decimal {
  const m = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!m) throw new RangeError(`not a decimal: ${text}`)
  const fraction = m[3] ?? ''
  const digits = BigInt((m[2] ?? '0') + fraction)
  return { digits: m[1] === '-' ? -digits : digits, scale: fraction.length }
}

export function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale]
}

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = align(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = align(a, b)
  return { digits: x + y, scale }
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { digits: -b.digits, scale: b.scale })
}

export function middle(a: Decimal, b: Decimal): Decimal {
  const sum = add(a, b)
  return { digits: sum.digits * 5n, scale: sum.scale + 1 }
}

/** a ÷ b in parts of `parts`, rounded toward zero; only for lengths on the screen. */
export function ratio(a: Decimal, b: Decimal, parts = 10000): number {
  const [x, y] = align(a, b)
  return y === 0n ? 0 : Number((x * BigInt(parts)) / y) / parts
}

/** How digits past the last one shown go: a lower bound down, an upper bound up, a single figure toward zero, so that
 * what is shown never reaches a limit that the figure does not. */
export type Rounding = 'down' | 'up' | 'zero'

export function shiftRight(value: Decimal, places: number): Decimal {
  return { digits: value.digits, scale: value.scale + places }
}

export function toPlaces(value: Decimal, places: number, rounding: Rounding): bigint {
  if (value.scale <= places) return value.digits * 10n ** BigInt(places - value.scale)
  const unit = 10n ** BigInt(value.scale - places)
  const whole = value.digits / unit
  const rest = value.digits % unit
  if (rounding === 'down' && rest < 0n) return whole - 1n
  if (rounding === 'up' && rest > 0n) return whole + 1n
  return whole
}

export function print(digits: bigint, places: number, grouped = true): string {
  const negative = digits < 0n
  const text = (negative ? -digits : digits).toString().padStart(places + 1, '0')
  let whole = text.slice(0, text.length - places)
  if (grouped) whole = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const body = places > 0 ? `${whole}.${text.slice(text.length - places)}` : whole
  return negative ? `−${body}` : body
}

/** Shown with `places` decimals; a figure too small for them keeps two digits rather than reading as zero. */
export function format(value: Decimal, places: number, rounding: Rounding = 'zero'): string {
  let shown = places
  while (rounding === 'zero' && value.digits !== 0n && shown < value.scale && toPlaces(value, shown, 'zero') === 0n) shown += 1
  if (shown > places && shown < value.scale) shown += 1
  return print(toPlaces(value, shown, rounding), shown)
}
