/** An instant of the book (UTC) as the reader's clock has it, to the minute. */
export function moment(at: string): string {
  const d = new Date(at)
  if (Number.isNaN(d.getTime())) return at
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`
}
