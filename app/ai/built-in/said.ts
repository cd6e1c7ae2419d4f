/** What a person said. */
export interface Said {
  text: string;
}
