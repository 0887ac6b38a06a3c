/** From where somebody asks, as his own side says it: for people to know it again, never to decide anything by. */
export interface Device {
  /** Of the network. */
  readonly address: string;
  /** As `User-Agent` says it. */
  readonly program: string;
}
