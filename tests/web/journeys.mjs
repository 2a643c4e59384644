// Journeys through the pages in Chromium. Each ends by holding a figure on the page against `weir show --json` (or the command
// that fits); after each no page has logged an error, and axe finds nothing of level A or AA. Prints TAP.
// journeys.mjs PORT BOOK WEIR SCREENSHOTS; the sample book and its people are those of tests/http/service.py, under four eyes.
import { execFileSync } from 'node:child_process'
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const [, , port, book, weir, shots, demoPort, demoBook] = process.argv
const base = `http://127.0.0.1:${port}`
const PASSWORD = process.env.WEIR_TEST_PASSWORD
mkdirSync(shots, { recursive: true })

let count = 0
let failed = 0
function ok(good, name, seen = '') {
  count += 1
  if (!good) failed += 1
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`)
  if (!good) console.log(`# saw: ${JSON.stringify(seen)}`.slice(0, 1500))
}
const show = (relation, ...more) => JSON.parse(execFileSync(weir, ['show', book, relation, '--json', ...more], { encoding: 'utf8' }))
/** What a figure reads in 万元 with two decimals, from the decimal text of JSON. */
const wan = (text) => {
  const [whole, part = ''] = text.split('.')
  const fen = BigInt(whole + part.padEnd(2, '0').slice(0, 2))
  const shifted = (fen + 5000n) / 10000n // of 万元 the hundredth
  return `${(shifted / 100n).toLocaleString('en-US')}.${String(shifted % 100n).padStart(2, '0')}`
}
const position = (fund, column, ...more) => show('positions', '--where', `fund=${fund}`, ...more).rows[0]?.[column]?.lo

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
async function person(id, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', acceptDownloads: true, ...options })
  const page = await context.newPage()
  page.problems = []
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text())) page.problems.push(m.text()) })
  page.on('pageerror', (e) => page.problems.push(String(e)))
  if (id) {
    await page.goto(`${base}/sign-in`)
    await page.fill('#id', id)
    await page.fill('#password', PASSWORD)
    await page.press('#password', 'Enter')
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  }
  return page
}
const settle = async (page) => { await page.waitForLoadState('networkidle').catch(() => {}); await page.waitForTimeout(150) }
async function open(page, path) {
  await page.goto(base + path)
  await settle(page)
}
async function clean(page, name) {
  await page.evaluate(axe)
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
  ok(found.violations.length === 0, `${name}: axe finds nothing`, found.violations.map((v) => [v.id, v.nodes.length, v.nodes[0]?.html.slice(0, 160), v.nodes[0]?.failureSummary?.slice(0, 200)]))
  const narrow = await page.evaluate(() => [...document.querySelectorAll('td.num, th.num')].filter((e) => e.scrollWidth > e.clientWidth + 1).length)
  ok(narrow === 0, `${name}: no figure is cut`, narrow)
  ok(page.problems.length === 0, `${name}: no error on the console`, page.problems)
}
const cell = async (page, text) => (await page.locator('main').innerText()).includes(text)
const shot = (page, name) => page.screenshot({ path: `${shots}/${name}.png` })
async function journey(name, walk) {
  try {
    await walk()
  } catch (error) {
    ok(false, `${name}: walked to its end`, String(error))
  }
}

const maker = await person('mei')
const checker = await person('chen')
const viewer = await person('vera')

await journey('signing in', async () => {
  const page = await person(null)
  await open(page, '/')
  ok(page.url().includes('/sign-in'), 'signing in: whoever has not signed in is asked to')
  await shot(page, 'sign-in')
  await clean(page, 'signing in')
  await page.fill('#id', 'vera')
  await page.fill('#password', 'not this one at all')
  await page.press('#password', 'Enter')
  await page.waitForFunction(() => document.querySelector('[role=alert]')?.textContent?.trim())
  ok(page.url().includes('/sign-in'), 'signing in: a wrong password stays outside, and it is said')
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForURL((url) => url.pathname === '/')
  await settle(page)
  const funds = show('funds').rows.length
  ok(await cell(page, `${funds}`), `signing in: the overview counts ${funds} funds`)
  await clean(page, 'overview')
  await shot(page, 'overview')
  await page.context().close()
})

async function draftByForm(page, amount, fund = 'fund-a') {
  await open(page, '/kinds/contribution.paid/new')
  await page.fill('#f-investor', 'lp-city')
  await page.keyboard.press('Escape')
  await page.fill('#f-fund', fund)
  await page.keyboard.press('Escape')
  await page.fill('#f-amount', amount)
  await page.fill('#f-date', '2021-05-06')
  await page.click('form button[type=submit]')
  await page.waitForURL(/approvals/)
  await settle(page)
  return new URL(page.url()).searchParams.get('draft')
}
async function approve(page, draft) {
  await open(page, `/approvals?draft=${draft}`)
  await page.click('[data-key=a]')
  await page.click('dialog[open] .primary')
  await page.waitForFunction(() => document.querySelector('.bar [role=status]')?.textContent?.trim())
}

await journey('a form, approved', async () => {
  const draft = await draftByForm(maker, '12万元')
  ok(Number(draft) > 0, 'a form becomes a draft')
  await clean(maker, 'a draft of one\'s own')
  await open(checker, `/approvals?draft=${draft}&unit=wan`)
  ok(await cell(checker, wan('3120000.00')), 'the checker sees what it would change', await checker.locator('main').innerText())
  await shot(checker, 'approval')
  await clean(checker, 'approval')
  await approve(checker, draft)
  await open(viewer, '/relation/positions?unit=wan')
  const shown = wan(position('fund-a', 'paid_in'))
  ok(await cell(viewer, shown), `approved: the page shows ${shown}, as weir show does`)
  await clean(viewer, 'positions')
})

await journey('import: errors, mended, approved', async () => {
  const rows = 'investor,fund,amount,date\nlp-city,fund-b,7万元,2021-06-01\nlp-city,fund-z,1万元,2021-06-01\n'
  await open(maker, '/ledger/import')
  await maker.selectOption('#kind', 'contribution.paid')
  await maker.setInputFiles('#file', { name: '缴款.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
  await maker.locator('section', { has: maker.locator('.preview') }).locator('button').last().click()
  await maker.waitForSelector('.preview .bad')
  ok((await maker.locator('.preview .bad').count()) === 1, 'import: the bad row stands in its place')
  ok(await maker.locator('.preview .bad code').first().innerText() === 'E_NAME_UNKNOWN', 'import: with its reason')
  await shot(maker, 'import-errors')
  await clean(maker, 'import')
  await maker.setInputFiles('#file', { name: '缴款.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.replace('fund-z', 'fund-b')) })
  await maker.locator('section', { has: maker.locator('.preview') }).locator('button').last().click()
  await maker.waitForSelector('#note')
  await maker.click('section:last-of-type .primary')
  await maker.waitForURL(/approvals/)
  await approve(checker, new URL(maker.url()).searchParams.get('draft'))
  await open(viewer, '/relation/positions?unit=wan')
  const shown = wan(position('fund-b', 'paid_in'))
  ok(await cell(viewer, shown), `import: mended and approved, the page shows ${shown}`)
})

await journey('a GP and another\'s fund', async () => {
  const gp = await person('gu')
  await open(gp, '/relation/positions?unit=wan')
  const mine = wan(position('fund-a', 'paid_in'))
  ok(await cell(gp, mine) && !(await cell(gp, '乙机器人基金')), 'a GP sees its own fund, not the other')
  await clean(gp, 'a GP')
  await open(gp, '/funds/fund-b')
  ok(!(await cell(gp, '乙机器人基金')), 'the other fund\'s page says nothing of it')
  await open(gp, '/sql')
  ok((await gp.locator('#sql').count()) === 0, 'SQL is refused, and it is said', await gp.locator('main').innerText())
  await clean(gp, 'a refused page')
  await gp.context().close()
})

await journey('two checkers at once', async () => {
  const second = await person('wu')
  const draft = await draftByForm(maker, '13万元')
  await open(checker, `/approvals?draft=${draft}`)
  await open(second, `/approvals?draft=${draft}`)
  await checker.click('[data-key=a]')
  await second.click('[data-key=a]').catch(() => {})
  await checker.click('dialog[open] .primary')
  await checker.waitForFunction(() => document.querySelector('.bar [role=status]')?.textContent?.trim())
  await second.click('dialog[open] .primary', { timeout: 2000 }).catch(() => {})
  await second.waitForFunction(() => document.querySelector('main').innerText.includes('chen'), null, { timeout: 5000 })
  ok(await cell(second, 'chen'), 'two at once: the second sees who acted')
  await open(viewer, '/relation/positions?unit=wan')
  const shown = wan(position('fund-a', 'paid_in'))
  ok(await cell(viewer, shown), `two at once: entered once, ${shown}`)
  await second.context().close()
})

await journey('returned with a reason', async () => {
  const draft = await draftByForm(maker, '14万元')
  const before = position('fund-a', 'paid_in')
  await open(checker, `/approvals?draft=${draft}`)
  await checker.click('[data-key=r]')
  await checker.click('dialog[open] .caution')
  ok(await checker.locator('dialog[open] #reason-help').innerText() !== '', 'returned: a reason is asked for')
  await checker.fill('#reason', '请附付款回单')
  await checker.click('dialog[open] .caution')
  await checker.waitForFunction(() => document.querySelector('.bar [role=status]')?.textContent?.trim())
  await open(maker, `/approvals?draft=${draft}`)
  ok(await cell(maker, '请附付款回单'), 'returned: the maker reads why')
  ok(position('fund-a', 'paid_in') === before, 'returned: the book is as it was')
})

await journey('reversed', async () => {
  const entry = show('flow', '--where', 'fund=fund-b', '--where', 'kind=contribution.paid', '--sort', '-entry', '--limit', '1').rows[0].entry
  await open(maker, `/kinds/entry.reversed/new?ref=${entry}`)
  await maker.fill('#f-reason', '重复录入')
  await maker.click('form button[type=submit]')
  await maker.waitForURL(/approvals/)
  await approve(checker, new URL(maker.url()).searchParams.get('draft'))
  await open(viewer, '/relation/positions?unit=wan')
  const shown = wan(position('fund-b', 'paid_in'))
  ok(await cell(viewer, shown), `reversed: the page shows ${shown}`)
})

await journey('as of another day', async () => {
  await open(viewer, '/relation/positions?unit=wan&as_of=2020-03-15')
  const then = wan(position('fund-a', 'paid_in', '--as-of', '2020-03-15'))
  ok(then === '300.00' && await cell(viewer, then), `as of 2020-03-15: ${then}`)
  await open(viewer, '/relation/positions?unit=wan&as_of=2020-02-10')
  ok(await cell(viewer, '0.00') && position('fund-a', 'paid_in', '--as-of', '2020-02-10') === '0.00', 'and before anything was paid: 0.00')
})

await journey('a figure and the entries behind it', async () => {
  await open(viewer, '/relation/positions?unit=wan')
  await viewer.locator('.figure-button').first().click()
  await viewer.waitForFunction(() => location.search.includes('panel='))
  await settle(viewer)
  const why = JSON.parse(execFileSync(weir, ['why', book, 'positions', 'lp-city/fund-a', 'committed', '--json'], { encoding: 'utf8' }))
  const text = await viewer.locator('body').innerText()
  ok(why.entries.every((e) => text.includes(String(e.seq ?? e.entry))), 'why: every entry behind the figure is named', why.entries)
  await clean(viewer, 'figure card')
  await shot(viewer, 'figure')
})

await journey('compliance and what-if', async () => {
  await open(viewer, '/compliance')
  const rows = JSON.parse(execFileSync(weir, ['check', book, '--json'], { encoding: 'utf8' })).rows
  ok(await cell(viewer, rows[0].rule) || (await viewer.locator('main').innerText()).length > 200, 'compliance: verdicts are listed', rows.length)
  await shot(viewer, 'compliance')
  await clean(viewer, 'compliance')
  const answer = await viewer.evaluate(async () => {
    const csrf = (await (await fetch('/api/session')).json()).csrf
    const reply = await fetch('/api/whatif', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Weir-CSRF': csrf }, body: JSON.stringify({ kind: 'parameter.set', text: 'name,value,fund,date\nfact_minimum_return_promised,1个,fund-a,2024-01-01\n' }) })
    return reply.json()
  })
  writeFileSync(`${shots}/drafts.csv`, 'name,value,fund,date\nfact_minimum_return_promised,1个,fund-a,2024-01-01\n')
  const file = `${shots}/drafts.jsonl`
  writeFileSync(file, '{"kind":"parameter.set","name":"fact_minimum_return_promised","value":"1个","fund":"fund-a","date":"2024-01-01"}\n')
  const told = JSON.parse(execFileSync(weir, ['check', book, '--with', file, '--json'], { encoding: 'utf8' }))
  ok(answer.rows.length > 0 && answer.rows.length === told.rows.length, `what-if: ${told.rows.length} verdicts would change, as weir check --with says`, answer)
})

await journey('SQL', async () => {
  await open(viewer, '/sql')
  await viewer.fill('#sql', 'select fund, count(*) as n from flow group by fund order by fund')
  await viewer.press('#sql', 'Control+Enter')
  await viewer.waitForSelector('table.plain tbody tr')
  const told = JSON.parse(execFileSync(weir, ['sql', book, 'select fund, count(*) as n from flow group by fund order by fund', '--json'], { encoding: 'utf8' }))
  const seen = await viewer.locator('table.plain tbody tr').allInnerTexts()
  ok(told.rows.every((r, i) => seen[i].includes(r.fund) && seen[i].includes(String(r.n))), 'SQL: the rows of weir sql', seen)
  await clean(viewer, 'SQL')
  await shot(viewer, 'sql')
})

await journey('print', async () => {
  await open(viewer, '/relation/positions?unit=wan')
  await viewer.emulateMedia({ media: 'print' })
  ok(!(await viewer.locator('header.bar').isVisible()), 'print: the bar is gone')
  const shown = wan(position('fund-a', 'committed'))
  ok(await cell(viewer, shown), `print: the figure stays, ${shown}`)
  await shot(viewer, 'print')
  await viewer.emulateMedia({ media: 'screen' })
})

await journey('English, dark', async () => {
  await open(viewer, '/relation/positions?unit=wan&lang=en')
  ok((await viewer.locator('h1').innerText()) === 'Positions', 'English: the title', await viewer.locator('h1').innerText())
  const shown = position('fund-a', 'committed')
  ok(await cell(viewer, '10.00') || await cell(viewer, wan(shown)), 'English: the figure, by its unit', await viewer.locator('main').innerText())
  await viewer.click(`button[aria-label*="ark"], button[aria-label*="深色"]`)
  await settle(viewer)
  await clean(viewer, 'English, dark')
  await open(viewer, '/?lang=en')
  await clean(viewer, 'overview in English, dark')
  await shot(viewer, 'overview-dark-en')
  await viewer.click(`button[aria-label*="ight"], button[aria-label*="浅色"]`)
  await open(viewer, '/?lang=zh')
})

await journey('a download is what is shown', async () => {
  await open(viewer, '/relation/positions?unit=wan')
  const [download] = await Promise.all([viewer.waitForEvent('download'), viewer.click('a[data-key=e]')])
  const text = readFileSync(await download.path(), 'utf8')
  const told = show('positions').rows
  ok(text.split('\n').filter((l) => l.includes('fund-')).length === told.length, 'CSV: as many rows as weir show', text.slice(0, 300))
})

await journey('audit', async () => {
  const auditor = await person('an')
  await open(auditor, '/audit')
  await auditor.click('.verify .primary')
  await auditor.waitForFunction(() => document.querySelector('.good')?.textContent?.includes('✓'), null, { timeout: 20000 })
  const head = show('funds').head
  ok(await cell(auditor, head.hash) && await cell(auditor, head.seq.toLocaleString('en-US')), 'audit: the head of weir show, verified')
  await clean(auditor, 'audit')
  await shot(auditor, 'audit')
  await auditor.context().close()
})

await journey('a new person', async () => {
  const admin = await person('adam')
  await open(admin, '/admin')
  await admin.click('[data-key=n]')
  await admin.fill('#pi', 'nina')
  await admin.fill('#pn', '妮娜')
  await admin.selectOption('#pr', 'viewer')
  await admin.fill('#pp', 'given by the admin 1')
  await admin.click('dialog[open] button[type=submit]')
  await admin.waitForFunction(() => !document.querySelector('dialog[open]') && [...document.querySelectorAll('table th, table td')].some((c) => c.textContent.trim() === 'nina'))
  await clean(admin, 'administration')
  const people = JSON.parse(execFileSync(weir, ['user', book, '--json'], { encoding: 'utf8' }))
  ok(people.some((p) => p.id === 'nina' && p.role === 'viewer'), 'administration: she is in weir user', people)
  const nina = await person(null)
  await open(nina, '/sign-in')
  await nina.fill('#id', 'nina')
  await nina.fill('#password', 'given by the admin 1')
  await nina.press('#password', 'Enter')
  await nina.waitForURL(/password/)
  ok(true, 'a password that was given must be changed')
  await clean(nina, 'password')
  await nina.context().close()
  await admin.context().close()
})

await journey('the other pages', async () => {
  for (const path of ['/funds', '/funds/fund-a', '/ledger', '/lookthrough', '/targets', '/performance', '/performance/score', '/relations', '/interface', '/kinds', '/relation/journal', '/no-such-page']) {
    await open(viewer, path)
    ok((await viewer.locator('h1').count()) === 1, `${path}: one title`)
    await clean(viewer, path)
    await shot(viewer, path.slice(1).replaceAll('/', '-'))
  }
  await open(viewer, '/funds/fund-a?unit=wan')
  const shown = wan(position('fund-a', 'committed'))
  ok(await cell(viewer, shown), `a fund's page shows ${shown}`, await viewer.locator('main').innerText())
})

await journey('the real example', async () => {
  const page = await person(null)
  await page.goto(`http://127.0.0.1:${demoPort}/sign-in`)
  await page.fill('#id', 'vera')
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForURL((url) => url.pathname === '/')
  await settle(page)
  const told = (relation, ...more) => JSON.parse(execFileSync(weir, ['show', demoBook, relation, '--json', ...more], { encoding: 'utf8' }))
  const funds = told('funds').rows.length
  ok(await cell(page, `${funds}`), `the real example: the overview counts ${funds} funds`)
  await clean(page, 'the real example')
  await shot(page, 'example-overview')
  for (const [path, name] of [['/lookthrough?focus=cn-ai-fund', 'example-lookthrough'], ['/targets', 'example-targets'], ['/compliance', 'example-compliance'], ['/funds', 'example-funds']]) {
    await page.goto(`http://127.0.0.1:${demoPort}${path}`)
    await settle(page)
    await clean(page, name)
    await shot(page, name)
  }
  await page.context().close()
})

await browser.close()
console.log(`1..${count}`)
process.exit(failed ? 1 : 0)
