import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ApiError } from '@/api/client'

/** Asks again whenever the question changes; the old answer stays (dimmed by the block) until the new one is there. */
export function useFetch<T>(question: () => ((signal: AbortSignal) => Promise<T>) | null, key: () => unknown) {
  const data = shallowRef<T | null>(null) as Ref<T | null>
  const error = ref<ApiError | null>(null)
  const loading = ref(false)
  let running: AbortController | null = null

  async function run(): Promise<void> {
    running?.abort()
    const ask = question()
    if (!ask) {
      data.value = null
      error.value = null
      return
    }
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const answer = await ask(mine.signal)
      if (running !== mine) return
      data.value = answer
      error.value = null
    } catch (e) {
      if (running !== mine || (e instanceof DOMException && e.name === 'AbortError')) return
      error.value = e instanceof ApiError ? e : new ApiError(0, [])
      if (!(e instanceof ApiError)) throw e
    } finally {
      if (running === mine) loading.value = false
    }
  }
  watch(key, () => void run(), { immediate: true, deep: true })
  onScopeDispose(() => running?.abort())
  return { data, error, loading, retry: run, cancel: () => running?.abort() }
}
