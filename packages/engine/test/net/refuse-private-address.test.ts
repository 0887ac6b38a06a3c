import { createServer, request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { isPublicAddress, pinnedLookup, refusePrivateAddress } from "../../src/net/index.ts";

describe("a public address", () => {
  test.each(["8.8.8.8", "140.82.121.4", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])(
    "is %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    "127.0.0.1",
    "127.255.0.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "2001:db8::1",
    "not an address",
    "",
  ])("is not %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("a URL's host", () => {
  test.each([
    "http://127.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://[::1]:8080/",
    "http://[::ffff:7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "https://localhost/",
  ])("is refused in %s, and allowed when private hosts are", async (url) => {
    await expect(refusePrivateAddress(url)).rejects.toMatchObject({
      code: "address-refused",
      mend: expect.stringContaining("public"),
    });
    const { addresses } = await refusePrivateAddress(url, { allowPrivateHosts: true });
    expect(addresses.length).toBeGreaterThan(0);
  });

  test("is refused when one of several addresses is private, and the error does not say which", async () => {
    const resolveName = async () => ["8.8.8.8", "10.1.2.3"];
    const refused = refusePrivateAddress("https://mixed.example/", { resolveName });
    await expect(refused).rejects.toMatchObject({ code: "address-refused" });
    await expect(refused).rejects.not.toThrow("10.1.2.3");
  });

  test("is told apart from one that does not resolve", async () => {
    const resolveName = async () => [];
    await expect(refusePrivateAddress("https://nowhere.example/", { resolveName })).rejects.toMatchObject({
      code: "infrastructure",
    });
  });

  test("is connected to at the address that was judged, whatever its name stands for", async () => {
    const server = createServer((_request, response) => response.end("here"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const url = `http://rebound.example.invalid:${port}/`;
    const host = await refusePrivateAddress(url, { allowPrivateHosts: true, resolveName: async () => ["127.0.0.1"] });
    const text = await new Promise<string>((resolve, reject) => {
      const asking = request(url, { lookup: pinnedLookup(host), agent: false }, (answer) => {
        answer.setEncoding("utf8").once("data", resolve);
      });
      asking.once("error", reject);
      asking.end();
    });
    expect(text).toBe("here");
  });
});
