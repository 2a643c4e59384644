import { describe, expect, it } from 'vitest'
import { many, moveMonth, one, readGlobals, unitOf } from '@/composables/globals'
import { readDay } from '@/composables/days'
import { regionPrefix } from '@/composables/region'
import { panelOf, panelText } from '@/composables/panelText'
import { fieldsOf } from '@/api/drafts'
import { readCsv } from '@/figure/csv'
import { periodEnd } from '@/figure/period'
import { rank, tagOf } from '@/figure/verdict'

describe('the address is the page', () => {
  it('reads the globals and nothing else', () => {
    expect(readGlobals({ as_of: '2026-01-31', unit: 'wan', where: 'a=1', known_at: null, lang: ['en', 'zh'] })).toEqual({ as_of: '2026-01-31', unit: 'wan', lang: 'en' })
    expect(unitOf({})).toBe('yi')
    expect(unitOf({ unit: 'nonsense' })).toBe('yi')
    expect(one(undefined)).toBe('')
    expect(many(['a', null, 'b'])).toEqual(['a', 'b'])
  })
  it('names panels', () => {
    const why = { kind: 'why', relation: 'cluster_size', column: 'gross', key: 'a/b:c/d' } as const
    expect(panelOf(panelText(why))).toEqual(why)
    expect(panelOf('entry:12')).toEqual({ kind: 'entry', seq: 12 })
    expect(panelOf('javascript:1')).toBeNull()
  })
  it('steps by months and keeps to the end of short ones', () => {
    expect(moveMonth('2026-01-31', 1)).toBe('2026-02-28')
    expect(moveMonth('2026-01-15', -1)).toBe('2025-12-15')
    expect(moveMonth('2024-03-31', -1)).toBe('2024-02-29')
  })
  it('covers regions by prefix', () => {
    expect(regionPrefix('440000')).toBe('44')
    expect(regionPrefix('440300')).toBe('4403')
    expect(regionPrefix('440306')).toBe('440306')
    expect(regionPrefix('100000')).toBe('')
  })
})

describe('what people type', () => {
  it.each([['20261120', '2026-11-20'], ['2026/1/5', '2026-01-05'], ['今天', '2026-03-09'], ['上月末', '2026-02-28'], ['2026年3月1日', '2026-03-01'], ['2026-02-30', null], ['soon', null]])('%s → %s', (typed, day) =>
    expect(readDay(typed, '2026-03-09')).toBe(day))
  it('reads CSV with quotes and a byte-order mark', () => {
    expect(readCsv('\ufeffa,b\r\n"x, ""y""",2\n\n"two\nlines",3')).toEqual([['a', 'b'], ['x, "y"', '2'], ['two\nlines', '3']])
    expect(readCsv('a\n1\n2\n3', 2)).toEqual([['a'], ['1']])
  })
  it('tells a form from a file', () => {
    expect(fieldsOf('{"fund":"a","amount":"1亿元"}')).toEqual({ fund: 'a', amount: '1亿元' })
    expect(fieldsOf('{"a":1}\n{"a":2}')).toBeNull()
    expect(fieldsOf('fund,amount\na,1')).toBeNull()
  })
  it('ends periods', () => {
    expect([periodEnd('2025'), periodEnd('2025H1'), periodEnd('2025Q3'), periodEnd('2024-02'), periodEnd('2025-06-30'), periodEnd('soon')]).toEqual(['2025-12-31', '2025-06-30', '2025-09-30', '2024-02-29', '2025-06-30', null])
  })
})

describe('verdicts', () => {
  it('worst first, and a missed promise is never red', () => {
    expect(tagOf('breach', 'block').tone).toBe('block')
    expect(tagOf('breach', null)).toMatchObject({ tone: 'warn', word: 'missed' })
    expect(tagOf('pass', null).word).toBe('met')
    expect(tagOf('whatever', 'warn').tone).toBe('und')
    expect(rank('breach', 'block')).toBeLessThan(rank('undetermined', 'block'))
    expect(rank('undetermined', 'block')).toBeLessThan(rank('pass', 'warn'))
  })
})
