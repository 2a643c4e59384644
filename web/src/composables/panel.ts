import { router } from '@/router'
import { panelText, type Panel } from './panelText'

export { panelOf } from './panelText'

export function openPanel(p: Panel): void {
  const route = router.currentRoute.value
  void router.push({ query: { ...route.query, panel: panelText(p) } })
}
export function closePanel(): void {
  const { panel: _, ...query } = router.currentRoute.value.query
  void router.push({ query })
}
