// Screenshots and accessibility of pages: node dev/shot.mjs BASE OUT USER PASSWORD path[@name] …
// AXE=1 runs axe on each; DARK=1 and LANG_=en choose theme and language; SIZE=1440x900.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [base, out, user, password, ...pages] = process.argv.slice(2)
const [width, height] = (process.env.SIZE ?? '1440x900').split('x').map(Number)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const page = await browser.newPage({ viewport: { width, height }, bypassCSP: !!process.env.AXE })
let bad = 0
page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') { bad += 1; console.log('console', m.type(), m.text().slice(0, 300)) } })
page.on('response', async (r) => { if (r.status() >= 400) console.log(r.status(), r.url().slice(0, 200), (await r.text().catch(() => '')).slice(0, 160)) })
page.on('pageerror', (e) => { bad += 1; console.log('page error', String(e).slice(0, 400)) })
const extra = `${process.env.DARK ? '&theme=dark' : '&theme=light'}${process.env.LANG_ ? `&lang=${process.env.LANG_}` : ''}`
await page.goto(`${base}/sign-in?${extra.slice(1)}`, { waitUntil: 'domcontentloaded' })
await page.fill('#id', user)
await page.fill('#password', password)
await page.click('button[type=submit]')
await page.waitForSelector('nav')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
for (const item of pages) {
  const [path, name = path.replace(/\W+/g, '_')] = item.split('@')
  await page.goto(base + path + (path.includes('?') ? extra : `?${extra.slice(1)}`), { waitUntil: 'domcontentloaded' })
  await page.waitForTimeout(Number(process.env.WAIT ?? 1800))
  await page.screenshot({ path: `${out}/${name}.png` })
  const cut = await page.evaluate(() => [...document.querySelectorAll('td.num, th.num')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.trim()).slice(0, 5))
  if (cut.length) console.log(path, 'cut numbers', cut)
  if (process.env.AXE) {
    await page.evaluate(axe)
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    for (const v of found.violations) { bad += 1; console.log(path, 'axe', v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), '|', v.nodes[0].failureSummary?.slice(0, 220).replace(/\n/g, ' ')) }
  }
}
await browser.close()
console.log(bad ? `${bad} problems` : 'clean')
process.exitCode = bad ? 1 : 0
