import { userInfo } from 'node:os'
import { HaError } from '../core/errors.ts'
import { start } from './exec.ts'
import type { Way } from './way.ts'

/** The way to the machine we stand on: the same listener as on other nodes, without ssh. */
export function localWay(node: string): Way {
  const { username } = userInfo()
  return {
    node,
    transport: 'local',
    shown: 'this machine',
    isRoot: process.getuid?.() === 0,
    user: username,
    logins: 0,
    doubt: () => {},
    start: (words) => Promise.resolve(start(words)),
    explain: ({ began, before, here }) =>
      began
        ? new HaError('connection', `A program of ours on this machine was killed before it ended.`, {
            where: node,
            hint: 'see `dmesg` for "Out of memory"; running it again goes on from what is there',
          })
        : here === 127
          ? new HaError('connection', `${username} is not root on this machine, and sudo is not installed.`, {
              where: node,
              hint: 'run it as root',
            })
          : new HaError('connection', `sudo did not start anything on this machine: ${lastLine(before)}`, {
              where: node,
              hint: 'run it as root',
            }),
    close: () => Promise.resolve(),
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!
