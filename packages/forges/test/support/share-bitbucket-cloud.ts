import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type BitbucketCloud, type BitbucketCloudOptions, createBitbucketCloud } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import { addRepository, type Repository } from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "./leaping-clock.ts";

/** A double of Bitbucket Cloud with one repository, `acme/shop`. */
export interface SharedBitbucketCloud {
  readonly double: BitbucketDouble;
  readonly repository: Repository;
  /** A client whose token may do everything. */
  readonly cloud: BitbucketCloud;
  /** Another one, which is closed after the test. */
  connect(options?: Partial<BitbucketCloudOptions>): BitbucketCloud;
}

/** Shares it between the tests of a file: empty before each, and asked for nothing unspecified in it. */
export function shareBitbucketCloud(): SharedBitbucketCloud {
  let double: BitbucketDouble;
  let made: Pick<SharedBitbucketCloud, "repository" | "cloud">;
  const opened: BitbucketCloud[] = [];

  beforeAll(async () => {
    double = await startBitbucketDouble();
  });
  afterAll(() => double.stop());
  beforeEach(() => {
    double.reset();
    double.tokens.set("Bearer t0ken", "all");
    made = { repository: addRepository(double.world, "acme/shop"), cloud: connect() };
  });
  afterEach(() => {
    for (const cloud of opened.splice(0)) cloud.close();
    expect(double.violations).toEqual([]);
  });

  function connect(options: Partial<BitbucketCloudOptions> = {}): BitbucketCloud {
    const { url: baseUrl, tokenUrl } = double;
    const cloud = createBitbucketCloud({
      credentials: { kind: "access-token", token: "t0ken" },
      baseUrl,
      tokenUrl,
      allowPrivateHosts: true,
      clock: leapingClock(),
      ...options,
    });
    opened.push(cloud);
    return cloud;
  }

  return {
    get double() {
      return double;
    },
    get repository() {
      return made.repository;
    },
    get cloud() {
      return made.cloud;
    },
    connect,
  };
}
