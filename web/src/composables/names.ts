import indicators from '@/i18n/indicators.json'
import { useWords } from './words'

const table = indicators as unknown as Record<string, [string, string]>
/** Indicators are codes in the book; the ones that the examples and the metrics use have words here, others are spelt. */
export function useNames() {
  const { lang } = useWords()
  const indicator = (code: string): string => table[code]?.[lang() === 'zh' ? 0 : 1] ?? code.replaceAll('_', ' ')
  return { indicator }
}
