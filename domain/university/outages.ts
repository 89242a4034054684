/** When the time in which a print network did not work is given back. */
export interface OutageRules {
  extendDeadlines: boolean;
  /** Shorter ones are not counted: minutes. */
  countFromMinutes: number;
  /** Whether it counts when the order could be printed at another network all the time. */
  evenIfAnotherNetworkWorked: boolean;
}
