import { describe, expect, it } from 'vitest'
import en from '@/i18n/en'
import zh from '@/i18n/zh'
import words from '@/i18n/words.json'

type Tree = { [key: string]: string | Tree }
const flat = (t: Tree, path = ''): [string, string][] => Object.entries(t).flatMap(([k, v]) => (typeof v === 'string' ? [[path + k, v]] : flat(v, `${path}${k}.`)) as [string, string][])
const chinese = flat(zh as Tree)
const english = new Map(flat(en as Tree))

describe('words', () => {
  it('stand in both languages with the same places for values', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([k]) => k).sort())
    const places = (s: string): string => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort().join()
    for (const [key, text] of chinese) expect(`${key} ${places(english.get(key) ?? '')}`).toBe(`${key} ${places(text)}`)
  })
  it('keep to the house: no exclamation, no 请您, full-width marks beside Chinese', () => {
    for (const [key, text] of chinese) {
      expect(`${key} ${text}`).not.toMatch(/！|!(?!=)|请您|亲，|哦/)
      expect(`${key} ${text}`).not.toMatch(/[\u4e00-\u9fff][,;:?]/)
      expect(`${key} ${text}`).not.toMatch(/[\u4e00-\u9fff] [\u4e00-\u9fff]/)
    }
    for (const [key, text] of english) expect(`${key} ${text}`).not.toMatch(/!(?!=)|[Pp]lease/)
  })
  it('know the kinds and key columns that pages rest on', () => {
    for (const kind of ['commitment.signed', 'entry.reversed', 'stake.reported']) expect(words.words).toHaveProperty([kind])
    for (const relation of ['funds', 'stakes', 'cluster_size', 'leverage']) expect(words.keys).toHaveProperty(relation)
  })
})
