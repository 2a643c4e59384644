import { describe, expect, it } from 'vitest'
import type { Amount } from '@/api/types'
import { capitals, yuanOf } from '@/figure/capitals'
import { figure, spoken, unitWord } from '@/figure/figure'
import { sum } from '@/figure/sum'

const a = (part: Partial<Amount>): Amount => ({ lo: null, hi: null, about: false, lo_strict: false, hi_strict: false, unknown_count: 0, unit: 'CNY', qualifier: null, ...part })
const exact = (v: string): Amount => a({ lo: v, hi: v, qualifier: 'exact' })

describe('a figure as it is shown', () => {
  it('in 元, 万元, 亿元 and in English', () => {
    const v = exact('67551000000.00')
    expect(figure(v, 'yi', 'zh').text).toBe('675.51')
    expect(figure(v, 'wan', 'zh').text).toBe('6,755,100.00')
    expect(figure(v, 'yuan', 'zh').text).toBe('67,551,000,000.00')
    expect(figure(v, 'yi', 'en').text).toBe('67.551')
    expect(unitWord('CNY', 'yi', 'en')).toBe('CNY bn')
    expect(unitWord('USD', 'yi', 'zh')).toBe('亿USD')
  })
  it('carries the sign of its precision', () => {
    expect(figure(a({ lo: '150000000000.00', lo_strict: true, qualifier: 'over' }), 'yi', 'zh')).toMatchObject({ state: 'bound', sign: '≥', text: '1,500.00' })
    expect(figure(a({ hi: '500000000.00', qualifier: 'upto' }), 'yi', 'zh')).toMatchObject({ sign: '≤', text: '5.00' })
    expect(figure(a({ lo: '405000000000.00', hi: '450000000000.00', about: true, hi_strict: true, qualifier: 'nearly' }), 'yi', 'zh')).toMatchObject({ sign: '≲', text: '4,500.00' })
    expect(figure(a({ lo: '83790000000.00', hi: '102410000000.00', about: true, qualifier: 'about' }), 'yi', 'zh')).toMatchObject({ sign: '≈', text: '931.00' })
    expect(figure(a({ lo: '250000000.00', hi: '89003000000.00', unknown_count: 8 }), 'yi', 'zh')).toMatchObject({ state: 'range', text: '[2.50, 890.03]' })
  })
  it('tells unknown from nothing on record, and never as zero', () => {
    expect(figure(null, 'yi', 'zh').state).toBe('none')
    expect(figure(a({ unknown_count: 1 }), 'yi', 'zh').state).toBe('unknown')
    expect(figure(a({ lo: '0.00', unknown_count: 3 }), 'yi', 'zh').state).toBe('unknown')
    expect(figure(exact('0.00'), 'yi', 'zh')).toMatchObject({ state: 'exact', text: '0.00' })
  })
  it('does not cross a limit by rounding', () => {
    expect(figure(a({ lo: '99.9950', hi: '99.9950', unit: 'percent' }), 'yi', 'zh').text).toBe('99.99')
    expect(figure(a({ lo: '69.9960', unit: 'percent' }), 'yi', 'zh').text).toBe('69.99')
    expect(figure(a({ hi: '70.0010', unit: 'percent' }), 'yi', 'zh').text).toBe('70.01')
    expect(figure(a({ lo: '6.2437', hi: '6.2438', unit: 'percent' }), 'yi', 'zh', 4)).toMatchObject({ state: 'exact', text: '6.2437' })
  })
  it('shows counts without empty decimals', () => {
    expect(figure(a({ lo: '50.0000', hi: '50.0000', unit: 'count' }), 'yi', 'zh').text).toBe('50')
    expect(figure(a({ lo: '7.5000', hi: '7.5000', unit: 'index' }), 'yi', 'zh').text).toBe('7.5')
  })
  it('reads aloud', () => {
    expect(spoken(figure(a({ lo: '150000000000.00', qualifier: 'over' }), 'yi', 'zh'), '亿元', 'zh')).toBe('至少 1500.00 亿元')
    expect(spoken(figure(a({ unknown_count: 1 }), 'yi', 'en'), 'CNY bn', 'en')).toBe('unknown')
  })
})

describe('sums', () => {
  it('open upward with an unknown part', () => {
    expect(sum([exact('1.00'), a({ unknown_count: 1 }), null])).toMatchObject({ lo: '1.00', hi: null, unknown_count: 1 })
    expect(sum([exact('1.10'), exact('2.20')])).toMatchObject({ lo: '3.30', hi: '3.30', unknown_count: 0 })
    expect(sum([])).toBeNull()
    expect(sum([a({ lo: '1', hi: '1', unit: 'USD' })])).toBeNull()
  })
})

describe('Chinese capitals', () => {
  it.each([
    ['1000000000', '壹拾亿元整'], ['0', '零元整'], ['1005.07', '壹仟零伍元零柒分'], ['100000.50', '壹拾万元伍角整'], ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
    ['100000001', '壹亿零壹元整'], ['20003000', '贰仟万零叁仟元整'], ['0.05', '伍分'], ['-3', '负叁元整'],
  ])('%s → %s', (yuan, words) => expect(capitals(yuan)).toBe(words))
  it('reads what people type', () => {
    expect(yuanOf('10亿元')).toBe('1000000000')
    expect(yuanOf('1,234.5万')).toBe('12345000.0')
    expect(yuanOf('0.000000001亿')).toBe('0.100000000')
    expect(yuanOf('~3亿')).toBeNull()
  })
})
