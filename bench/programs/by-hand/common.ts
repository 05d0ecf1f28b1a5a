// What all files of this program share.
export const region = "us-east-1";
export const tags = { Project: "bench" };
export const named = (name: string) => ({ ...tags, Name: name });
