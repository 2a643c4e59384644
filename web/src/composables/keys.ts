import { ref } from 'vue'
import { router } from '@/router'
import { closePanel } from './panel'
import { moveMonth, one } from './globals'
import { state } from '@/api/session'
import { groups } from './menu'

/** Single keys are off while somebody types, and can be turned off altogether (WCAG 2.1.4). */
export const keysOn = ref(localStorage.getItem('weir-keys') !== 'off')
export const helpOpen = ref(false)
export function switchKeys(on: boolean): void {
  keysOn.value = on
  localStorage.setItem('weir-keys', on ? 'on' : 'off')
}

const typing = (e: KeyboardEvent): boolean =>
  e.target instanceof HTMLElement && (e.target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(e.target.tagName))

function setQuery(change: Record<string, string | undefined>): void {
  const query = { ...router.currentRoute.value.query, ...change }
  for (const k of Object.keys(query)) if (query[k] === undefined) delete query[k]
  void router.replace({ query })
}
function press(selector: string): boolean {
  const target = document.querySelector<HTMLElement>(selector)
  target?.click()
  return !!target
}

export function installKeys(): () => void {
  let afterG = 0
  const onKey = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || !keysOn.value) return
    const route = router.currentRoute.value
    if (Date.now() - afterG < 1500) {
      afterG = 0
      const item = groups.flatMap((g) => g.items).find((i) => i.key === e.key)
      if (item) {
        e.preventDefault()
        const { panel: _, ...query } = route.query
        void router.push({ path: item.path, query: Object.fromEntries(Object.entries(query).filter(([k]) => ['scope', 'as_of', 'known_at', 'unit', 'lang', 'theme'].includes(k))) })
      }
      return
    }
    const asOf = one(route.query.as_of) || (state.session?.book.today ?? '')
    const done = ((): boolean => {
      switch (e.key) {
        case 'g': afterG = Date.now(); return true
        case '/': document.querySelector<HTMLInputElement>('#search')?.focus(); return true
        case '?': helpOpen.value = !helpOpen.value; return true
        case '[': setQuery({ as_of: moveMonth(asOf, -1) }); return true
        case ']': setQuery({ as_of: moveMonth(asOf, 1) }); return true
        case 'u': {
          const order = ['yi', 'wan', 'yuan']
          setQuery({ unit: order[(order.indexOf(one(route.query.unit) || 'yi') + 1) % 3] })
          return true
        }
        case 'p': window.print(); return true
        case 'Backspace': if (route.query.panel) closePanel(); else router.back(); return true
        case 'f': case 'e': case 'n': case 't': case 'a': case 'r': return press(`[data-key="${e.key}"]`)
        case 'j': case 'k': {
          if (document.activeElement?.closest('tbody')) return false
          const first = document.querySelector<HTMLElement>('main tbody a, main tbody button')
          first?.focus()
          return !!first
        }
        default: return false
      }
    })()
    if (done) e.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}
