/** GB/T 2260: a code ending in zeros covers everything under it. */
export const regionPrefix = (code: string): string => (code === '100000' ? '' : code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code)
