const iso = (y: number, m: number, d: number): string | null => {
  const day = new Date(Date.UTC(y, m - 1, d))
  if (day.getUTCFullYear() !== y || day.getUTCMonth() !== m - 1 || day.getUTCDate() !== d) return null
  return day.toISOString().slice(0, 10)
}

/** What people type for a day: 2026-11-20, 2026/11/20, 20261120, 今天 or today, 上月末 or month end. null: none of these. */
export function readDay(text: string, today: string): string | null {
  const s = text.trim().toLowerCase()
  if (s === '今天' || s === 'today') return today
  if (s === '上月末' || s === 'month end') {
    const [y = 0, m = 1] = today.split('-').map(Number)
    return new Date(Date.UTC(y, m - 1, 0)).toISOString().slice(0, 10)
  }
  const m = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(s)
  return m ? iso(Number(m[1]), Number(m[2]), Number(m[3])) : null
}
