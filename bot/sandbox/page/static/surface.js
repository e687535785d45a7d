// What blocks need to know of the place they stand in, and of whoever reads them.

export function surface(slack, app, view = null) {
  const page = {
    me: slack.id, mine: slack.mine, names: slack.names, users: slack.users,
    places: slack.channels.filter((one) => one.kind !== "im").map((one) => one.id),
  };
  if (!view) return page;
  return {
    ...page, values: view.values, errors: view.errors, enter: () => {},
    act: (action, value) => app.say({ do: "click", view: view.id, action, value }),
    search: async (action, text) => grouped(await app.say({ do: "search", view: view.id, action, text })),
  };
}

const grouped = (answer) => answer?.options?.length ? [{ options: answer.options }] : [];
