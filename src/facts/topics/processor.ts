import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Processor } from '../types.gen.ts'

/** Processors and whether virtual machines run on them at full speed. */
export const processor: Topic<Processor> = {
  name: 'processor',
  seconds: 60,
  snippet: shVerbatim(snippets.processor),
  parse(output) {
    const all = lines(output)
    const files = new Files(output)
    const first = Object.fromEntries(
      all.filter((line) => line.startsWith('first ')).map((line) => keyAndValue(line.slice('first '.length))),
    )
    const places = all
      .filter((line) => line.startsWith('all '))
      .map((line) => keyAndValue(line.slice('all '.length)))
    const threads = places.filter(([key]) => key === 'processor').length
    const flags = first.flags === undefined ? null : first.flags.split(' ').filter(Boolean).sort()
    const nested =
      files.text('/sys/module/kvm_intel/parameters/nested') ??
      files.text('/sys/module/kvm_amd/parameters/nested')
    return {
      model: first['model name'] ?? null,
      vendor: first.vendor_id ?? null,
      family: wholeNumber(first['cpu family']),
      modelNumber: wholeNumber(first.model),
      stepping: wholeNumber(first.stepping),
      microcode: first.microcode ?? null,
      threads: threads || null,
      cores: coresOf(places),
      flags,
      virtualization:
        flags === null ? null : flags.includes('vmx') ? 'vmx' : flags.includes('svm') ? 'svm' : 'none',
      kvm: all.includes('is kvm'),
      nested: nested === null ? null : /^[1Yy]/.test(nested),
    }
  },
}

function keyAndValue(line: string): [string, string] {
  const [key = '', ...value] = line.split(':')
  return [key.trim(), value.join(':').trim()]
}

/** Threads of one core have its socket and its number in common; kernels in virtual machines may say neither. */
function coresOf(places: readonly (readonly [string, string])[]): number | null {
  const cores = new Set<string>()
  let socket = ''
  for (const [key, value] of places) {
    if (key === 'physical id') socket = value
    if (key === 'core id') cores.add(`${socket}/${value}`)
  }
  return cores.size || null
}
