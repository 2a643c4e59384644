import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { ask, state } from '@/api/session'
import { readGlobals } from '@/composables/globals'

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', component: () => import('@/pages/SignIn.vue'), meta: { bare: true } },
  { path: '/', name: 'overview', component: () => import('@/pages/OverviewPage.vue') },
  { path: '/password', name: 'password', component: () => import('@/pages/PasswordPage.vue') },
  { path: '/funds', name: 'funds', component: () => import('@/pages/FundsPage.vue') },
  { path: '/funds/:id', name: 'fund', component: () => import('@/pages/FundPage.vue') },
  { path: '/ledger', name: 'ledger', component: () => import('@/pages/LedgerPage.vue') },
  { path: '/compliance', name: 'compliance', component: () => import('@/pages/CompliancePage.vue') },
  { path: '/performance', name: 'performance', component: () => import('@/pages/PerformancePage.vue') },
  { path: '/performance/score', name: 'score', component: () => import('@/pages/ScorePage.vue') },
  { path: '/sql', name: 'sql', component: () => import('@/pages/SqlPage.vue') },
  { path: '/audit', name: 'audit', component: () => import('@/pages/AuditPage.vue') },
  { path: '/admin', name: 'admin', component: () => import('@/pages/AdminPage.vue') },
  { path: '/lookthrough', name: 'lookthrough', component: () => import('@/pages/LookPage.vue') },
  { path: '/targets', name: 'targets', component: () => import('@/pages/TargetsPage.vue') },
  { path: '/kinds', name: 'kinds', component: () => import('@/pages/KindsPage.vue') },
  { path: '/kinds/:kind/new', name: 'newEntry', component: () => import('@/pages/NewEntryPage.vue') },
  { path: '/ledger/import', name: 'import', component: () => import('@/pages/ImportPage.vue') },
  { path: '/approvals', name: 'approvals', component: () => import('@/pages/ApprovalsPage.vue') },
  { path: '/relations', name: 'relations', component: () => import('@/pages/RelationsPage.vue') },
  { path: '/interface', name: 'interface', component: () => import('@/pages/InterfacePage.vue') },
  { path: '/relation/:name', name: 'relation', component: () => import('@/pages/RelationPage.vue') },
  { path: '/:rest(.*)*', name: 'lost', component: () => import('@/pages/LostPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  await ask()
  if (!state.session && to.name !== 'signIn') return { name: 'signIn', query: { next: to.fullPath, ...readGlobals(to.query) } }
  // A manager's account has no book-wide overview; its own funds are its first page.
  if (to.name === 'overview' && state.session?.person.role === 'gp') return { name: 'funds', query: readGlobals(to.query) }
  return true
})
