import { parse, toPlaces } from './decimal'

const digits = '零壹贰叁肆伍陆柒捌玖'
const places = ['', '拾', '佰', '仟']
const groups = ['', '万', '亿', '万亿', '亿亿']

/** An amount in 元 in Chinese capitals, as cheques and receipts have it: 壹拾亿元整. "" for what is no amount. */
export function capitals(yuan: string): string {
  let fen: bigint
  try {
    fen = toPlaces(parse(yuan), 2, 'zero')
  } catch {
    return ''
  }
  if (fen < 0n) return `负${capitals(yuan.trim().replace(/^-/, ''))}`
  const whole = (fen / 100n).toString()
  if (whole.length > 20) return ''
  let out = ''
  let zero = false
  const count = Math.ceil(whole.length / 4)
  for (let g = count - 1; g >= 0; g -= 1) {
    const part = whole.slice(Math.max(0, whole.length - 4 * (g + 1)), whole.length - 4 * g).padStart(4, '0')
    let text = ''
    for (let i = 0; i < 4; i += 1) {
      const d = Number(part[i])
      if (d === 0) zero = out + text !== ''
      else {
        text += (zero ? '零' : '') + digits[d] + places[3 - i]
        zero = false
      }
    }
    if (text) out += text + groups[g]
  }
  const jiao = Number((fen / 10n) % 10n)
  const rest = Number(fen % 10n)
  const head = out ? `${out}元` : ''
  if (!jiao && !rest) return `${head || '零元'}整`
  return head + (jiao ? `${digits[jiao]}角` : head ? '零' : '') + (rest ? `${digits[rest]}分` : '整')
}

/** "10亿元", "1,234.5万" or plain yuan as typed → yuan as decimal text; null when it is no exact amount. */
export function yuanOf(typed: string): string | null {
  const m = /^([+-]?[\d,]+(?:\.\d+)?)\s*(亿|万)?元?$/.exec(typed.trim())
  if (!m) return null
  const shift = m[2] === '亿' ? 8 : m[2] === '万' ? 4 : 0
  const v = parse((m[1] ?? '').replace(/,/g, ''))
  const digitsText = (v.digits * 10n ** BigInt(shift)).toString()
  if (v.scale === 0) return digitsText
  const negative = digitsText.startsWith('-')
  const padded = digitsText.replace('-', '').padStart(v.scale + 1, '0')
  return `${negative ? '-' : ''}${padded.slice(0, -v.scale)}.${padded.slice(-v.scale)}`
}
