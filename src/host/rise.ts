import { HaError } from '../core/errors.ts'
import type { TalkEnd } from './talk.ts'

interface Place {
  readonly node: string
  readonly user: string
}

const passwordWanted =
  /a password is required|a terminal is required to read the password|no password was provided/

/** Whether sudo let us down only for want of a password. */
export const wantsPassword = ({ before }: TalkEnd): boolean => passwordWanted.test(before)

/** What sudo or a login shell said instead of beginning, in words of ours; undefined when it was something else. */
export function explainRise({ node, user }: Place, end: TalkEnd): HaError | undefined {
  const because = (sentence: string, hint: string): HaError =>
    new HaError('connection', sentence, { where: node, hint })
  const { before } = end
  if (end.passwordRefused || /incorrect password attempt|Authentication failure/.test(before))
    return because(
      `sudo on ${node} did not accept the password of ${user}.`,
      'run it again and type it once more',
    )
  if (/is not in the sudoers file|is not allowed to (execute|run)|may not run sudo/.test(before))
    return because(
      `${user} may not become root on ${node} with sudo.`,
      `as root on ${node}: echo '${user} ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/ha-bootstrap`,
    )
  if (passwordWanted.test(before))
    return because(
      `sudo on ${node} wants the password of ${user}, and there is nobody to type it.`,
      `run it in a terminal, or as root on ${node}: echo '${user} ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/ha-bootstrap`,
    )
  if (/must have a tty to run sudo/.test(before))
    return because(
      `sudo on ${node} works only in a terminal (requiretty).`,
      `as root on ${node}: echo 'Defaults:${user} !requiretty' >/etc/sudoers.d/ha-bootstrap`,
    )
  if (/sudo: (command )?not found|Unknown command:? '?sudo|sudo: Command not found/i.test(before))
    return because(
      `${user} is not root on ${node}, and sudo is not installed there.`,
      `log in as root (nodes.${node}.ssh.user), or install sudo on ${node}`,
    )
  return undefined
}
