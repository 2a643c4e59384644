import { ref } from 'vue'

/** The theme of the address wins, then the last choice, then the system. */
export const isDark = ref(false)
export function setTheme(asked: string | undefined): void {
  const chosen = asked || localStorage.getItem('weir-theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  isDark.value = chosen === 'dark'
  document.documentElement.classList.toggle('dark', isDark.value)
}
export function chooseTheme(dark: boolean): void {
  localStorage.setItem('weir-theme', dark ? 'dark' : 'light')
  setTheme(undefined)
}
