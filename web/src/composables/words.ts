import { useI18n } from 'vue-i18n'
import table from '@/i18n/words.json'
import type { Column } from '@/api/types'
import type { Lang } from '@/figure/figure'

const words = table.words as unknown as Record<string, [string, string]>
const keyCounts = table.keys as Record<string, number>

/** Columns whose cells are words of closed lists; in the others (names, titles, ids) a word is left as it is. */
const free = new Set(['name', 'title', 'id', 'fund', 'investor', 'enterprise', 'party', 'subject', 'object', 'note', 'source_title', 'missing', 'sector'])

export function useWords() {
  const { locale } = useI18n()
  const lang = (): Lang => (locale.value === 'en' ? 'en' : 'zh')
  const word = (code: string): string => words[code]?.[lang() === 'zh' ? 0 : 1] ?? code
  const basisWord = (code: string): string => (words[`size_basis.${code}`] ? word(`size_basis.${code}`) : word(code))
  const cellWord = (column: string, text: string): string => (free.has(column) || column.endsWith('_name') ? text : column === 'basis' ? basisWord(text) : word(text))
  const pick = (pair: { zh: string; en: string } | undefined): string => (pair ? pair[lang()] : '')
  const head = (c: Column): string => c[lang()]
  return { lang, word, basisWord, cellWord, pick, head }
}

/** What `why` calls a row: its key columns, joined by a slash. */
export function keyOf(relation: string, columns: Column[], row: Record<string, unknown>): string {
  return columns
    .slice(0, keyCounts[relation] ?? 1)
    .map((c) => row[c.name] ?? '')
    .join('/')
}
