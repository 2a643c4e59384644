/** The last day of a period as the book writes it: 2025, 2025H1, 2025Q3, 2025-06, 2025-06-30. null: none of these. */
export function periodEnd(period: string): string | null {
  const m = /^(\d{4})(?:H([12])|Q([1-4])|-(\d{2})(?:-(\d{2}))?)?$/.exec(period.trim())
  if (!m) return null
  const year = Number(m[1])
  if (m[5]) return period
  const month = m[2] ? Number(m[2]) * 6 : m[3] ? Number(m[3]) * 3 : m[4] ? Number(m[4]) : 12
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
