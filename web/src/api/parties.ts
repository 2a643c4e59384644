import { ApiError, get } from './client'
import { role } from './session'
import type { Relation } from './types'

export interface FoundParty {
  id: string
  name: string
  class: string
}
/** Parties by name, id or another name; nothing when the question fails, since what is typed stands anyway. */
export async function findParties(text: string): Promise<FoundParty[]> {
  try {
    if (role.value === 'gp') {
      const own = await get<Relation>('/api/relations/funds', { where: `name~${text}`, limit: 8 })
      return own.rows.map((r) => ({ id: String(r.fund), name: String(r.name), class: String(r.class) }))
    }
    const [name, id, alias] = await Promise.all([
      get<Relation>('/api/relations/parties', { where: `name~${text}`, limit: 8 }),
      get<Relation>('/api/relations/parties', { where: `id~${text}`, limit: 4 }),
      get<Relation>('/api/relations/aliases', { where: `alias~${text}`, limit: 4 }),
    ])
    const found = new Map<string, FoundParty>()
    for (const r of [...name.rows, ...id.rows]) found.set(String(r.id), { id: String(r.id), name: String(r.name), class: String(r.class) })
    for (const r of alias.rows) if (!found.has(String(r.party))) found.set(String(r.party), { id: String(r.party), name: String(r.alias), class: '' })
    return [...found.values()].slice(0, 10)
  } catch (e) {
    if (!(e instanceof ApiError)) throw e
    return []
  }
}
