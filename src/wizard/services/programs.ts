import type { Operations, Service } from '../../spec/spec.ts'
import { hasSystemd } from '../kind/hardware.ts'

/** Where a program runs. */
export interface ProgramPlace {
  readonly family: 'debian' | 'slackware'
  /** debian-12 */
  readonly platform: string
  readonly stack: string
  /** Programs are started by scripts. */
  readonly byScript: boolean
  /** Where its file system is mounted; undefined where it has none. */
  readonly mount: string | undefined
}

/** A program that a cluster often runs: how its service is written, and what it needs. */
export interface Program {
  readonly name: string
  readonly title: string
  /** Name of its service in cluster.yaml. */
  serviceName(place: ProgramPlace): string
  service(place: ProgramPlace): Service
  /** Debian's package; Slackware has its programs installed. */
  packages(place: ProgramPlace): readonly string[]
  /** Directories below the mount point that it needs at its first start. */
  readonly directories: readonly string[]
  /** It needs a file system that moves with it. */
  readonly needsData: boolean
}

const daemon = (unit: string, script: string, { family, byScript }: ProgramPlace): Service =>
  family === 'slackware' ? { lsb: `rc.${script}` } : byScript ? { lsb: unit } : { systemd: unit }

/** Names of Debian's scripts changed later than its init. */
const isBeforeSystemd = ({ platform }: ProgramPlace): boolean => !hasSystemd(platform)

/** PostgreSQL of the release. */
const postgresql: { readonly [platform: string]: string } = {
  'debian-11': '13',
  'debian-12': '15',
  'debian-13': '17',
}

const checked: Operations = { monitor: { interval: '30s', timeout: '20s' } }

export const programs: readonly Program[] = [
  {
    name: 'apache',
    title: 'web server: Apache httpd',
    serviceName: ({ family }) => (family === 'slackware' ? 'httpd' : 'apache2'),
    service: (place) => ({
      ...(place.stack === 'pacemaker' && place.family === 'slackware'
        ? {
            // rc.httpd knows no status; the agent fetches a page instead.
            agent: 'ocf:heartbeat:apache',
            params: { configfile: '/etc/httpd/httpd.conf', statusurl: 'http://127.0.0.1/' },
          }
        : daemon('apache2', 'httpd', place)),
      ...(place.mount !== undefined && {
        web: {
          'document-root': `${place.mount}/htdocs`,
          'cgi-bin': `${place.mount}/cgi-bin`,
          logs: `${place.mount}/logs`,
        },
      }),
    }),
    packages: () => ['apache2'],
    directories: ['htdocs', 'cgi-bin', 'logs'],
    needsData: false,
  },
  {
    name: 'bind',
    title: 'name server: BIND',
    serviceName: () => 'named',
    service: (place) => ({
      ...daemon(isBeforeSystemd(place) ? 'bind9' : 'named', 'bind', place),
      ...(place.stack === 'pacemaker' && { operations: checked }),
    }),
    packages: () => ['bind9'],
    directories: [],
    needsData: false,
  },
  {
    name: 'postgresql',
    title: 'database: PostgreSQL',
    serviceName: () => 'postgresql',
    service: (place) => {
      const version = postgresql[place.platform] ?? '15'
      if (place.stack !== 'pacemaker' || place.family === 'slackware')
        return daemon('postgresql', 'postgresql', place)
      return {
        agent: 'ocf:heartbeat:pgsql',
        params: {
          pgctl: `/usr/lib/postgresql/${version}/bin/pg_ctl`,
          pgdata: `${place.mount ?? '/var/lib/postgresql'}/${version}/main`,
          config: `/etc/postgresql/${version}/main/postgresql.conf`,
        },
        operations: {
          start: { timeout: '120s' },
          stop: { timeout: '120s' },
          monitor: { interval: '30s', timeout: '30s' },
        },
      }
    },
    packages: () => ['postgresql'],
    directories: [],
    needsData: true,
  },
]

export const programNamed = (name: string): Program | undefined => programs.find((one) => one.name === name)
