// Writes src/i18n/words.json from the C sources: the closed lists' words in zh and en, and the number of key columns of
// each relation. Run it when a list or a relation changes: npm run words
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(fileURLToPath(new URL('.', import.meta.url)), '../../src')
const files = []
;(function walk(dir) {
  for (const name of readdirSync(dir).sort()) {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) walk(path)
    else if (/\.(c|def)$/.test(name)) files.push(path)
  }
})(root)

const words = {}
const keys = {}
const lists = new Set()
const han = /[\u4e00-\u9fff]/
const first = (word, zh, en) => {
  if (han.test(zh) && en && !han.test(en)) words[word] ??= [zh, en]
}
const text = files.map((path) => [path, readFileSync(path, 'utf8')])
text.sort(([a], [b]) => Number(b.endsWith('enums.def')) - Number(a.endsWith('enums.def')))
for (const [, body] of text) {
  for (const m of body.matchAll(/ITEM\((\w+), \d+, "([\w.]+)",\s*"([^"]*)",\s*"([^"]*)"\)/g)) {
    lists.add(m[1])
    first(`${m[1]}.${m[2]}`, m[3], m[4])
  }
  for (const m of body.matchAll(/ITEM\(\w+, \d+, "([\w.]+)",\s*"([^"]*)",\s*"([^"]*)"\)/g)) first(m[1], m[2], m[3])
  for (const m of body.matchAll(/\{"([a-z_0-9.]+)",\s*"([^"]*)",\s*"([^"]*)"\}/g)) first(m[1], m[2], m[3])
  for (const m of body.matchAll(/put_(?:word|kind)\([^;]*?"([a-z_0-9]+)",\s*"([^"]*)",\s*"([^"]*)"\)/g)) first(m[1], m[2], m[3])
  for (const m of body.matchAll(/EVENT\(\d+, "([a-z_.]+)",[^"]*"([^"]*)", "([^"]*)"\)/g)) first(m[1], m[2], m[3])
  for (const m of body.matchAll(/LIST_BEGIN\((\w+), \w+, (\d+),/g)) keys[m[1]] = Number(m[2])
  for (const m of body.matchAll(/relation_info \w+ = \{\s*(?:\.name = )?"(\w+)",[\s\S]*?\};/g)) {
    const n = m[0].match(/,\s*(?:\.key_columns = )?(\d+)\s*,?\s*\};$/)
    if (n) keys[m[1]] = Number(n[1])
  }
}
// A list's own word is kept only where the plain word means something else.
for (const k of Object.keys(words)) {
  const plain = words[k.slice(k.indexOf('.') + 1)]
  if (/^\w+\.\w+$/.test(k) && lists.has(k.split('.')[0]) && plain && plain[0] === words[k][0]) delete words[k]
}
const sorted = (o) => Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)))
const lines = (o) => '{\n' + Object.entries(sorted(o)).map(([k, v]) => `    ${JSON.stringify(k)}: ${JSON.stringify(v)}`).join(',\n') + '\n  }'
writeFileSync(join(fileURLToPath(new URL('.', import.meta.url)), '../src/i18n/words.json'), `{\n  "words": ${lines(words)},\n  "keys": ${lines(keys)}\n}\n`)
