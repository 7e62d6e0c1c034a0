/** One place packages come from, as sources.list(5) has it. */
export interface AptSource {
  readonly uri: string
  readonly suite: string
  readonly components: readonly string[]
  readonly signedBy?: string
}

const debianSuite =
  /^(?:stretch|buster|bullseye|bookworm|trixie|forky|duke|stable|oldstable)((?:-updates|-security|\/updates)?)$/

/** Reads both of apt's formats; what is switched off or is for source packages is left out. */
export function readAptSources(text: string, format: 'list' | 'sources'): AptSource[] {
  return format === 'list'
    ? text.split('\n').flatMap(readLine)
    : text.split(/\n(?:\s*\n)+/).flatMap(readStanza)
}

function readLine(line: string): AptSource[] {
  const [, options, uri, suite, components] =
    /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line) ?? []
  if (uri === undefined || suite === undefined) return []
  const [, signedBy] = /(?:^|\s)signed-by=(\S+)/.exec(options ?? '') ?? []
  return [{ uri, suite, components: words(components ?? ''), ...(signedBy && { signedBy }) }]
}

function readStanza(stanza: string): AptSource[] {
  const fields = new Map<string, string>()
  let last = ''
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue
    const [, key, rest] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? []
    if (key !== undefined) fields.set((last = key.toLowerCase()), rest!)
    else if (/^\s/.test(line)) fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`)
  }
  if (!words(fields.get('types')).includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? ''))
    return []
  const signedBy = fields.get('signed-by')?.trim()
  return words(fields.get('uris')).flatMap((uri) =>
    words(fields.get('suites')).map((suite) => ({
      uri,
      suite,
      components: words(fields.get('components')),
      // A key that stands in the file itself has several lines.
      ...(signedBy?.startsWith('/') && !signedBy.includes('\n') && { signedBy }),
    })),
  )
}

const words = (text = ''): string[] => text.split(/\s+/).filter(Boolean)

/**
 * The host's own sources turned to another release of Debian: same mirrors, same parts. Others than Debian's own (they
 * name no release of it) are left out; nothing remains on a host that is no Debian.
 */
export function sourcesFor(codename: string, sources: readonly AptSource[]): string[] {
  const lines = sources.flatMap(({ uri, suite, components, signedBy }) => {
    const [whole, part] = debianSuite.exec(suite) ?? []
    if (whole === undefined || !components.includes('main')) return []
    // Until Debian 10 security updates were in CODENAME/updates.
    const target = `${codename}${part === '/updates' ? '-security' : part}`
    const keyring = signedBy?.startsWith('/usr/share/keyrings/debian-archive-')
      ? `[signed-by=${signedBy}] `
      : ''
    return [`deb ${keyring}${uri} ${target} main`]
  })
  return [...new Set(lines)]
}

/**
 * Options of apt.conf(5) about reaching mirrors, out of `apt-config dump`.
 * @param loopback what the host's own loopback is called; undefined on the host itself
 */
export function aptOptions(dump: string, loopback: string | undefined): string[] {
  return dump
    .split('\n')
    .filter((line) =>
      /^Acquire::(?:(?:http|https)::(?:Proxy|Proxy::\S+|Verify-Peer|Verify-Host|CaInfo|Timeout|Pipeline-Depth)|Check-Valid-Until|Check-Date|ForceIPv4|ForceIPv6|Retries|Languages|GzipIndexes) "[^"]+";$/i.test(
        line,
      ),
    )
    .map((line) =>
      loopback === undefined
        ? line
        : line.replace(/\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/"])/, `//${loopback}`),
    )
}
