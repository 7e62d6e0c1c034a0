import { enumerate } from '../core/text.ts'
import type { Interface } from './types.gen.ts'

/** A network card as a spec or plan names it: by its address, its place on the PCI bus, or else by its name. */
export interface WantedCard {
  /** The name it is to have. */
  readonly name: string
  readonly mac?: string | undefined
  readonly pci?: string | undefined
}

export type CardMatch =
  | { readonly name: string; readonly found: 'one'; readonly card: Interface }
  | { readonly name: string; readonly found: 'none' | 'several'; readonly text: string }

/** Finds every network card that a plan names among the interfaces of a node. */
export function matchCards(wanted: readonly WantedCard[], interfaces: readonly Interface[]): CardMatch[] {
  const cards = interfaces.filter(({ kind }) => kind === 'nic' || kind === 'wireless')
  return wanted.map(({ name, mac, pci }): CardMatch => {
    const fitting = cards.filter(
      (card) =>
        (mac === undefined || ownMac(card) === mac.toLowerCase()) &&
        (pci === undefined || (card.pci !== null && longPci(card.pci) === longPci(pci))) &&
        (mac !== undefined || pci !== undefined || card.name === name),
    )
    const [card] = fitting
    if (card && fitting.length === 1) return { name, found: 'one', card }
    const called = [mac && `address ${mac}`, pci && `PCI address ${pci}`].filter(Boolean)
    const said = called.length === 0 ? `the name ${name}` : enumerate(called as string[])
    if (card)
      return { name, found: 'several', text: `${said} fits ${enumerate(fitting.map((one) => one.name))}` }
    const there = cards.map((one) => `${one.name} (${ownMac(one) ?? one.pci ?? 'no address'})`)
    return {
      name,
      found: 'none',
      text: `there is no network card with ${said}; ${there.length === 0 ? 'there is none at all' : `there are ${enumerate(there)}`}`,
    }
  })
}

/** The address it was made with; the one it has now only says who it is while nobody has lent it another. */
export const ownMac = ({ permanentMac, mac, master }: Interface): string | null =>
  permanentMac ?? (master === null ? mac : null)

/** 41:00.0 and 0000:41:00.0 are one. */
const longPci = (address: string): string =>
  (/^[0-9a-f]{4}:/i.test(address) ? address : `0000:${address}`).toLowerCase()
