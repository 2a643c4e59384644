/** An amount as the book tells it: bounds as decimal texts, null = no bound known. */
export interface Amount {
  lo: string | null
  hi: string | null
  about: boolean
  lo_strict: boolean
  hi_strict: boolean
  unknown_count: number
  unit: string | null
  qualifier?: string | null
}
export type Cell = string | number | Amount | null
export type Row = Record<string, Cell>
export type ColumnType = 'text' | 'integer' | 'date' | 'period' | 'amount' | 'hash'
export interface Column {
  name: string
  type: ColumnType
  unit: string | null
  zh: string
  en: string
  formula: string
}
export interface Head {
  seq: number
  hash: string
}
export interface Relation {
  relation: string
  title: { zh: string; en: string }
  basis: { zh: string; en: string }
  columns: Column[]
  rows: Row[]
  total?: number
  left_out: { undetermined: number; unpublished: number }
  about_used: boolean
  synthetic: boolean
  head: Head
}
export interface RelationItem {
  name: string
  title: string
  about: string
}
export interface Entry {
  seq: number
  kind: string
  effective?: string
  effective_first?: string
  effective_last?: string
  booked?: string
  published?: string
  subject?: string
  object?: string
  amount?: Amount
  basis?: string
  state?: string
  source_row?: string
  source_title?: string
  source_url?: string
  source_words?: string
  span?: string
  document?: string
  confidence?: string
  attrs?: Record<string, string>
}
export interface Why {
  relation: string
  key: string
  column: string
  formula: string
  formula_text: string
  value: Cell
  basis: string
  as_of: string
  head: string
  head_seq: number
  entries: Entry[]
}
export interface SqlAnswer {
  basis?: { zh: string; en: string }
  columns: string[]
  rows: Record<string, string | number | null>[]
  head?: Head
}
export type Role = 'viewer' | 'maker' | 'checker' | 'auditor' | 'admin' | 'gp'
export interface Person {
  id: string
  name: string
  role: Role
  scope: string | null
  must_change?: boolean
}
export interface Session {
  person: Person
  csrf: string
  book: {
    name: string
    seq: number
    hash: string
    synthetic: boolean
    four_eyes: boolean
    has_limit: boolean
    limit_fen: number
    today: string
  }
}
export interface Refusal {
  code: string
  row: number
  field: string
  value: string
  text_zh: string
  text_en: string
  hint_zh: string
  hint_en: string
}
export interface Kind {
  kind: string
  family: string
  title: string
  state: string
}
export interface KindField {
  field: string
  title: string
  need: string
  values: string
}
