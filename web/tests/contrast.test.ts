import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Every pair of ink and ground that the pages use, measured from tokens.css: 4.5 for text, 3 for lines and marks. */
const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8')
function tokens(selector: string): Map<string, string> {
  const at = css.indexOf(`${selector} {`)
  const body = css.slice(at, css.indexOf('\n}', at))
  return new Map([...body.matchAll(/(--w-[\w-]+):\s*(#[0-9a-f]{3,6})\b/g)].map((m) => [m[1] as string, m[2] as string]))
}
const light = tokens(':root')
const dark = new Map([...light, ...tokens('html.dark')])
function luminance(hex: string): number {
  const full = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join('') : hex.slice(1)
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}
const grounds = ['surface', 'surface-2', 'hover', 'select']
const text: [string, string][] = [
  ...['text', 'text-2', 'text-3', 'link', 'primary'].flatMap((t) => grounds.map((g) => [t, g] as [string, string])),
  ...['text', 'text-2', 'text-3', 'link'].map((t) => [t, 'bg'] as [string, string]),
  ['on-primary', 'primary'], ['on-primary', 'primary-hover'], ['unknown', 'unknown-a'], ['unknown', 'unknown-b'],
  ...['block', 'exit', 'warn', 'info', 'pass', 'und'].flatMap((s) => [[s, `${s}-soft`], [s, 'surface']] as [string, string][]),
  ['submitted', 'info-soft'], ['second', 'second-soft'], ['returned', 'warn-soft'], ['posted', 'pass-soft'], ['draft', 'und-soft'],
  ['bound', 'surface'], ['approx', 'surface'], ['text', 'map-1'], ['text-2', 'map-0'], ['surface', 'map-4'],
]
const lines: [string, string][] = [
  ['control-line', 'surface'], ['focus', 'surface'], ['focus', 'bg'], ['focus', 'select'],
  ...Array.from({ length: 8 }, (_, i) => [`c${i + 1}`, 'surface'] as [string, string]),
]

describe.each([['light', light], ['dark', dark]] as const)('%s', (_, theme) => {
  const value = (name: string): string => {
    const v = theme.get(`--w-${name}`)
    if (!v) throw new Error(`tokens.css has no --w-${name}`)
    return v
  }
  it.each(text)('%s on %s reads (4.5)', (ink, ground) => expect(contrast(value(ink), value(ground))).toBeGreaterThanOrEqual(4.5))
  it.each(lines)('%s on %s shows (3)', (ink, ground) => expect(contrast(value(ink), value(ground))).toBeGreaterThanOrEqual(3))
})
