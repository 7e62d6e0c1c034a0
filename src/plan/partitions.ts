/** GUIDs of GPT (UEFI, discoverable partitions) and types of MBR. */
export const partitionTypes: { readonly [type: string]: { readonly gpt: string; readonly msdos: string } } = {
  linux: { gpt: '0FC63DAF-8483-4772-8E79-3D69D8477DE4', msdos: '83' },
  drbd: { gpt: '0FC63DAF-8483-4772-8E79-3D69D8477DE4', msdos: '83' },
  raid: { gpt: 'A19D880F-05FC-4D3B-A006-743F0F84911E', msdos: 'fd' },
  lvm: { gpt: 'E6D6D379-F507-44C2-A23C-238F2A3DF928', msdos: '8e' },
  swap: { gpt: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F', msdos: '82' },
  esp: { gpt: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', msdos: 'ef' },
  'bios-boot': { gpt: '21686148-6449-6E6F-744E-656564454649', msdos: '83' },
}
