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
    { page: 'funds', path: '/funds', icon: 'funds', key: 'f' },
    { page: 'ledger', path: '/ledger', icon: 'ledger', key: 'l' },
    { page: 'lookthrough', path: '/lookthrough', icon: 'lookthrough', key: 't' },
  ] },
  { name: 'judge', items: [
    { page: 'compliance', path: '/compliance', icon: 'compliance', key: 'c' },
    { page: 'performance', path: '/performance', icon: 'performance', key: 'p' },
    { page: 'score', path: '/performance/score', icon: 'score', key: 's' },
    { page: 'targets', path: '/targets', icon: 'targets', key: 'm' },
  ] },
  { name: 'work', items: [
    { page: 'sql', path: '/sql', icon: 'sql', key: 'x' },
    { page: 'relations', path: '/relations', icon: 'relation', key: 'b' },
  ] },
  { name: 'keep', items: [
    { page: 'approvals', path: '/approvals', icon: 'approvals', key: 'a' },
    { page: 'kinds', path: '/kinds', icon: 'kinds', key: 'n' },
    { page: 'audit', path: '/audit', icon: 'audit', key: 'u' },
    { page: 'admin', path: '/admin', icon: 'admin', key: 'd' },
  ] },
]
/** What a manager's account holds: its own funds and nothing that has no fund. */
export const forManagers = new Set(['funds', 'ledger', 'relations', 'approvals', 'kinds'])
