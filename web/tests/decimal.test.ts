import { describe, expect, it } from 'vitest'
import { add, compare, format, middle, parse, print, ratio, shiftRight, subtract } from '@/figure/decimal'

describe('decimal texts', () => {
  it('keeps what a double would lose', () => {
    expect(format(parse('12345678901234567890.12'), 2)).toBe('12,345,678,901,234,567,890.12')
    expect(format(add(parse('0.1'), parse('0.2')), 2)).toBe('0.30')
    expect(compare(parse('1.10'), parse('1.1'))).toBe(0)
    expect(compare(parse('-2'), parse('1.5'))).toBe(-1)
  })
  it('moves the point', () => {
    expect(format(shiftRight(parse('404060000000.00'), 8), 2)).toBe('4,040.60')
    expect(format(shiftRight(parse('60060000000.00'), 9), 3)).toBe('60.060')
  })
  it('cuts toward the side that keeps a bound true', () => {
    expect(format(parse('99.995'), 2, 'zero')).toBe('99.99')
    expect(format(parse('69.996'), 2, 'down')).toBe('69.99')
    expect(format(parse('69.991'), 2, 'up')).toBe('70.00')
    expect(format(parse('-1.239'), 2, 'down')).toBe('−1.24')
    expect(format(parse('-1.239'), 2, 'up')).toBe('−1.23')
    expect(format(parse('-1.239'), 2, 'zero')).toBe('−1.23')
  })
  it('never shows a small figure as zero', () => {
    expect(format(shiftRight(parse('300000'), 8), 2)).toBe('0.0030')
    expect(format(parse('0.00'), 2)).toBe('0.00')
    expect(format(shiftRight(parse('1000.00'), 8), 2)).toBe('0.000010')
  })
  it('divides for lengths', () => {
    expect(ratio(parse('50'), parse('200'))).toBe(0.25)
    expect(ratio(parse('1'), parse('0'))).toBe(0)
    expect(format(middle(parse('1'), parse('2')), 1)).toBe('1.5')
    expect(print(subtract(parse('1'), parse('2.5')).digits, 1)).toBe('−1.5')
  })
  it('refuses what is no decimal', () => {
    for (const bad of ['', '1e3', 'NaN', '1,000', '.5']) expect(() => parse(bad)).toThrow(RangeError)
  })
  it('agrees with whole arithmetic for many figures', () => {
    let seed = 7n
    for (let i = 0; i < 2000; i += 1) {
      seed = (seed * 6364136223846793005n + 1442695040888963407n) % (1n << 64n)
      const fen = seed % 10n ** 15n
      const text = `${fen / 100n}.${(fen % 100n).toString().padStart(2, '0')}`
      const down = format(shiftRight(parse(text), 4), 2, 'down').replace(/,/g, '')
      expect(BigInt(down.replace('.', ''))).toBe(fen / 10000n)
      const up = format(shiftRight(parse(text), 4), 2, 'up').replace(/,/g, '')
      expect(BigInt(up.replace('.', ''))).toBe((fen + 9999n) / 10000n)
    }
  })
})
