/** Where an invited person chooses a password and comes in. */
export function Invitation() {
  return null
}
