/** The menu: four groups that are verbs. `key` is the letter after g. */
export interface MenuItem {
  page: string
  path: string
  icon: string
  key: string
}
export const groups: { name: 'see' | 'judge' | 'work' | 'keep'; items: MenuItem[] }[] = [
  { name: 'see', items: [
    { page: 'overview', path: '/', icon: 'overview', key: 'o' },
  ] },
  { name: 'work', items: [
    { page: 'relations', path: '/relations', icon: 'relation', key: 'b' },
  ] },
  { name: 'keep', items: [
    { page: 'approvals', path: '/approvals', icon: 'approvals', key: 'a' },
    { page: 'kinds', path: '/kinds', icon: 'kinds', key: 'n' },
  ] },
]
/** What a manager's account holds: its own funds and nothing that has no fund. */
export const forManagers = new Set(['funds', 'ledger', 'relations', 'approvals', 'kinds'])
