import type { Amount, Cell } from '@/api/types'
import * as d from './decimal'

export type MoneyUnit = 'yuan' | 'wan' | 'yi'
export type Lang = 'zh' | 'en'
export type Sign = '' | '≥' | '≤' | '≲' | '≈'
export interface Figure {
  state: 'exact' | 'bound' | 'about' | 'range' | 'unknown' | 'none'
  sign: Sign
  /** Digits as shown, without the unit; a range as "[a, b]". */
  text: string
  /** What stands right of the digits in the cell: % and 倍 stay, units of money stand in the header. */
  suffix: string
  unknownCount: number
}

/** Units of money: a shift of the decimal point, and how many decimals are shown. English counts in m and bn; 亿元 to bn
 * is a shift by ten, so it has one decimal more. */
const money: Record<Lang, Record<MoneyUnit, { shift: number; places: number; word: string }>> = {
  zh: { yuan: { shift: 0, places: 2, word: '元' }, wan: { shift: 4, places: 2, word: '万元' }, yi: { shift: 8, places: 2, word: '亿元' } },
  en: { yuan: { shift: 0, places: 2, word: 'CNY' }, wan: { shift: 6, places: 2, word: 'CNY m' }, yi: { shift: 9, places: 3, word: 'CNY bn' } },
}
const currencies = new Set(['CNY', 'USD', 'HKD', 'EUR', 'JPY', 'GBP', 'SGD'])

export const isMoney = (unit: string | null | undefined): boolean => !!unit && currencies.has(unit)

export function unitWord(unit: string | null, scale: MoneyUnit, lang: Lang): string {
  if (isMoney(unit)) {
    const word = money[lang][scale].word
    return unit === 'CNY' ? word : lang === 'zh' ? `${word.replace('元', '')}${unit}` : word.replace('CNY', unit ?? '')
  }
  return ''
}

function ways(unit: string | null, scale: MoneyUnit, lang: Lang): { shift: number; places: number; suffix: string } {
  if (isMoney(unit)) return { shift: money[lang][scale].shift, places: money[lang][scale].places, suffix: '' }
  if (unit === 'percent') return { shift: 0, places: 2, suffix: '%' }
  if (unit === 'times') return { shift: 0, places: 2, suffix: lang === 'zh' ? '倍' : '×' }
  return { shift: 0, places: 0, suffix: '' }
}

const plain = (state: Figure['state'], text = '', unknownCount = 0): Figure => ({ state, sign: '', text, suffix: '', unknownCount })

/** Counts and indices come with four decimals; those that say nothing are not shown. */
function placesOf(value: d.Decimal, least: number): number {
  let places = Math.max(value.scale, least)
  while (places > least && value.digits % 10n ** BigInt(Math.max(1, value.scale - places + 1)) === 0n) places -= 1
  return places
}

function isNarrow(lo: d.Decimal, hi: d.Decimal): boolean {
  const width = d.subtract(hi, lo)
  return lo.digits > 0n && width.digits <= 2n && width.scale >= 4
}

export function isAmount(cell: Cell | undefined): cell is Amount {
  return typeof cell === 'object' && cell !== null && 'lo' in cell && 'hi' in cell
}

export function figure(amount: Amount | null | undefined, scale: MoneyUnit, lang: Lang, places?: number): Figure {
  if (!amount) return plain('none')
  const way = ways(amount.unit, scale, lang)
  const counts = !isMoney(amount.unit) && way.suffix === ''
  const show = (value: d.Decimal, rounding: d.Rounding): string => {
    const moved = d.shiftRight(value, way.shift)
    return d.format(moved, places ?? (counts ? placesOf(moved, 0) : way.places), rounding)
  }
  const lo = amount.lo === null ? null : d.parse(amount.lo)
  const hi = amount.hi === null ? null : d.parse(amount.hi)
  const unknownCount = amount.unknown_count
  const made = (state: Figure['state'], sign: Sign, text: string): Figure => ({ state, sign, text, suffix: way.suffix, unknownCount })
  if (!lo && !hi) return plain('unknown', '', unknownCount)
  if (amount.qualifier === 'about' && lo && hi) return made('about', '≈', show(d.middle(lo, hi), 'zero'))
  if (amount.qualifier === 'nearly' && hi) return made('bound', '≲', show(hi, 'up'))
  if (lo && hi) {
    if (d.compare(lo, hi) === 0) return made(amount.about ? 'about' : 'exact', amount.about ? '≈' : '', show(lo, 'zero'))
    // A share that the book encloses between two neighbouring decimals is one figure; what is shown is cut, never rounded up.
    if (way.suffix && isNarrow(lo, hi)) return made('exact', '', show(lo, 'zero'))
    return made('range', amount.about ? '≈' : '', `[${show(lo, 'down')}, ${show(hi, 'up')}]`)
  }
  // A sum of which every part is unknown has no figure to show: "at least nothing" would read as one.
  if (lo && lo.digits === 0n && unknownCount > 0) return plain('unknown', '', unknownCount)
  if (lo) return made('bound', '≥', show(lo, 'down'))
  return made('bound', '≤', show(hi as d.Decimal, 'up'))
}

/** How the figure reads aloud: "至少 1500 亿元". */
export function spoken(f: Figure, unit: string, lang: Lang): string {
  const zh = lang === 'zh'
  if (f.state === 'unknown') return zh ? '金额未知' : 'unknown'
  if (f.state === 'none') return zh ? '无记录' : 'no record'
  const sign = { '': '', '≥': zh ? '至少' : 'at least', '≤': zh ? '至多' : 'at most', '≲': zh ? '接近' : 'nearly', '≈': zh ? '约' : 'about' }[f.sign]
  const tail = f.suffix || unit
  const range = f.state === 'range' ? f.text.replace('[', zh ? '从 ' : 'from ').replace(', ', zh ? ' 到 ' : ' to ').replace(']', '') : f.text
  return [sign, range.replace(/,(?=\d{3})/g, ''), tail].filter(Boolean).join(' ')
}

/** The best known bound as a decimal, for bars: the lower one, else the upper. */
export function bestOf(amount: Amount | null | undefined): d.Decimal | null {
  if (!amount) return null
  const text = amount.lo ?? amount.hi
  return text === null ? null : d.parse(text)
}
