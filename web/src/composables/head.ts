import { ref } from 'vue'
import { state } from '@/api/session'
import type { Head } from '@/api/types'

/** Entries that came since the page was read; rows never move under the hand, the reader asks for them. */
export const newEntries = ref(0)
export const isOffline = ref(false)
export const draftsChanged = ref(0)
let source: EventSource | null = null

export function listen(): void {
  if (source || !state.session) return
  source = new EventSource('/api/events')
  source.addEventListener('head', (e) => {
    const head = JSON.parse((e as MessageEvent<string>).data) as Head
    const known = state.session?.book.seq ?? head.seq
    newEntries.value = Math.max(0, head.seq - known)
  })
  source.addEventListener('drafts', () => {
    draftsChanged.value += 1
  })
  source.onopen = () => {
    isOffline.value = false
  }
  source.onerror = () => {
    isOffline.value = true
  }
}
export function unlisten(): void {
  source?.close()
  source = null
}
