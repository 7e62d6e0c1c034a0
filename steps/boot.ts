import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'

/** When everything that the first minute of a boot needs to know is in its place. */
export const boot: Step = {
  id: 'boot',
  title: 'Make every disk of the system bootable, refresh the initramfs',
  on: 'every-node',
  danger: 'none',
  actions: (input) => [...loader(input), ...initramfs(input)],
}

function loader({ node, files }: StepInput): Action[] {
  const { loader: kind, disks, cmdline } = node.storage.boot
  const settings = putAll(files, '/etc/default/grub.d/', '/etc/ha-bootstrap/grub.default')
  const answers = putAll(files, '/etc/ha-bootstrap/debconf-grub.seed')
  const lilo = putAll(files, '/etc/ha-bootstrap/lilo.conf')
  if (kind === 'none') return []
  if (kind === 'lilo') return [...lilo, ...lilo.map(() => runLilo)]
  const debian = node.platform.family === 'debian'
  return [
    ...settings,
    ...settings.filter(isOld).map(() => oldDefaults),
    ...answers,
    ...answers.map(remember),
    ...disks.map((disk) => (kind === 'grub-pc' ? install(disk) : installEfi(disk))),
    ...(settings.length > 0 || cmdline.length > 0 ? [menu(cmdline, debian)] : []),
  ]
}

const isOld = (action: Action): boolean => action.do === 'put' && action.path.endsWith('grub.default')

/** Releases before Debian 8 read no /etc/default/grub.d. */
const oldDefaults: Action = {
  do: 'run',
  why: 'put our lines at the end of /etc/default/grub',
  unless: sh`ha_marked /etc/default/grub /etc/ha-bootstrap/grub.default`,
  script: sh`ha_mark /etc/default/grub /etc/ha-bootstrap/grub.default`,
}

/** Debian installs GRUB again with every update of its package, onto the disks that debconf knows. */
const remember = (): Action => ({
  do: 'run',
  why: 'tell debconf onto which disks GRUB belongs',
  unless: sh`ha_debconf_knows /etc/ha-bootstrap/debconf-grub.seed`,
  script: sh`debconf-set-selections /etc/ha-bootstrap/debconf-grub.seed`,
})

const install = (disk: string): Action => ({
  do: 'run',
  why: `install GRUB on ${disk}`,
  unless: sh`ha_grub_on ${disk}`,
  script: sh`grub-install --recheck ${disk}`,
  takesS: 20,
})

const installEfi = (disk: string): Action => ({
  do: 'run',
  why: `install GRUB on the EFI system partition of ${disk}`,
  unless: sh`ha_grub_efi_on ${disk}`,
  script: sh`ha_grub_efi ${disk}`,
  takesS: 20,
})

const menu = (cmdline: readonly string[], debian: boolean): Action => ({
  do: 'run',
  why: "write GRUB's menu with our settings",
  unless: sh`ha_grub_menu_is ${cmdline}`,
  script: debian ? sh`update-grub 2>&1` : sh`grub-mkconfig -o /boot/grub/grub.cfg 2>&1`,
  takesS: 20,
})

const runLilo: Action = {
  do: 'run',
  why: 'put our lines into /etc/lilo.conf and write the boot sectors',
  unless: sh`ha_lilo_is /etc/ha-bootstrap/lilo.conf`,
  script: sh`ha_lilo /etc/ha-bootstrap/lilo.conf`,
}

/** What is copied into the initramfs and decides there how names, arrays and volumes come up; the same as in ha_undo. */
export const initramfsInputs = [
  '/etc/mdadm/',
  '/etc/lvm/',
  '/etc/modprobe.d/',
  '/etc/udev/rules.d/',
  '/etc/systemd/network/',
  '/etc/multipath',
]

function initramfs({ node, files }: StepInput): Action[] {
  const copied = files
    .filter(
      ({ path }) => initramfsInputs.some((input) => path.startsWith(input)) && !path.endsWith('.network'),
    )
    .map(({ path }) => path)
  if (copied.length === 0) return []
  return node.platform.family === 'debian' ? [debianInitramfs(copied)] : slackwareInitrd(node, copied)
}

const debianInitramfs = (copied: readonly string[]): Action => ({
  do: 'run',
  why: 'make the initramfs anew with these settings',
  unless: sh`ha_initrd_fresh ${copied}`,
  script: sh`ha_initrd`,
  timeoutS: 3600,
  takesS: 60,
})

/** Slackware's huge kernels have none; who has one made it with mkinitrd. */
const slackwareInitrd = (_node: NodePlan, copied: readonly string[]): Action[] => [
  {
    do: 'run',
    why: 'make the initrd anew with these settings',
    unless: sh`[ ! -e /etc/mkinitrd.conf ] || [ -z "$(find ${copied} -newer /boot/initrd.gz 2>/dev/null)" ]`,
    script: sh`mkinitrd -F`,
    timeoutS: 3600,
    takesS: 60,
  },
]
