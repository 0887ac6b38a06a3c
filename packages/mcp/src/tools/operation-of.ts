import { allOperations, type Operation, ownFault } from "@headrace/app";

export function operationOf(name: string): Operation {
  const operation = allOperations.find((each) => each.name === name);
  if (operation === undefined) throw ownFault(`there is no operation ${name}`);
  return operation;
}
