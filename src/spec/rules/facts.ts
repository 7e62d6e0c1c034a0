import { defaultPlatform } from '../../platform/platform.ts'
import { nearest } from '../../core/suggest.ts'
import type { Rule } from '../rule.ts'

export const rules: Rule[] = [
  {
    code: 'FCT001',
    severity: 'error',
    title: 'Versions that the spec states are those that were found on the node.',
    why: 'The dialect of every file follows from the versions; a file in the wrong dialect is refused by its program, or half understood.',
    example: {
      bad: 'versions: { drbd-module: "9.1.16" }   # facts/node1.json: 8.4.11',
      good: '# say nothing, the facts are taken',
    },
    source: 'drbdadm(8): the loaded module decides the dialect of drbd.conf',
    check(spec, report) {
      for (const [name, facts] of Object.entries(spec.facts ?? {})) {
        const said = spec.nodes[name]?.versions ?? {}
        for (const [program, found] of Object.entries(facts.versions)) {
          const version = said[program as keyof typeof said]
          if (version !== undefined && version !== found) {
            report(
              ['nodes', name, 'versions', program],
              `The spec says ${program} ${version} for ${name}, but ${found} was found there.`,
              'remove the version from the spec, or collect the facts again',
            )
          }
        }
      }
    },
  },
  {
    code: 'FCT002',
    severity: 'error',
    title: 'Facts are of nodes of the cluster.',
    why: 'Facts of another machine would decide nothing, and most likely the node they were meant for goes without.',
    example: {
      bad: '# facts/node3.json of a cluster with node1 and node2',
      good: '# facts/node1.json and facts/node2.json',
    },
    source: 'uname(1) -n',
    check(spec, report) {
      for (const name of Object.keys(spec.facts ?? {})) {
        if (spec.nodes[name]) continue
        const near = nearest(name, Object.keys(spec.nodes))
        report(
          ['nodes'],
          `There are facts of ${name}, which is not a node of this cluster.`,
          near ? `did you mean ${near}?` : 'leave that file out, or add the node',
        )
      }
    },
  },
  {
    code: 'FCT003',
    severity: 'error',
    title: 'The platform in the spec is the one that was found.',
    why: 'Packages, paths and start scripts follow from the platform.',
    example: { bad: 'platform: debian-12   # facts/node1.json: debian-13', good: 'platform: debian-13' },
    source: 'os-release(5)',
    check(spec, report) {
      for (const [name, facts] of Object.entries(spec.facts ?? {})) {
        const node = spec.nodes[name]
        const said = node?.platform ?? defaultPlatform
        if (node && facts.platform !== undefined && facts.platform !== said) {
          report(
            ['nodes', name, 'platform'],
            `The spec says ${said} for ${name}, but ${facts.platform} was found there.`,
            `write platform: ${facts.platform}`,
          )
        }
      }
    },
  },
]
