namespace GpioHub.Hub.Commands.Top;

/// <summary>The order of nets.</summary>
internal enum TopOrder { Rig, Name, Rate, Edges, Level }

/// <summary>What somebody who looks at <c>gpiohub top</c> has chosen. Pure.</summary>
internal sealed class TopState
{
    /// <summary>Only rows with this text somewhere; empty = all.</summary>
    public string Filter { get; private set; } = "";

    public TopOrder Order { get; private set; }

    public bool Reversed { get; private set; }

    /// <summary>The net that keys act on; null = the first.</summary>
    public string? Selected { get; private set; }

    /// <summary>The text that is being typed, behind <c>/</c> or <c>=</c>; null = keys are commands.</summary>
    public string? Typed { get; private set; }

    /// <summary>What is being typed: a filter, or the value of a net.</summary>
    public char Prompt { get; private set; }

    /// <summary>Help is shown in place of the tables.</summary>
    public bool Helps { get; private set; }

    /// <summary>The rows to show, in order.</summary>
    public IReadOnlyList<NetRow> Shown(IEnumerable<NetRow> nets)
    {
        var rows = nets.Where(row => Fits(row.Name, row.Drivers, row.Readers));
        IEnumerable<NetRow> ordered = Order switch
        {
            TopOrder.Name => rows.OrderBy(row => row.Name, StringComparer.Ordinal),
            TopOrder.Rate => rows.OrderByDescending(row => row.Rate ?? -1),
            TopOrder.Edges => rows.OrderByDescending(row => row.Edges),
            TopOrder.Level => rows.OrderByDescending(row => row.IsHigh),
            _ => rows,
        };
        return Reversed ? [.. ordered.Reverse()] : [.. ordered];
    }

    public IReadOnlyList<GuestRow> Shown(IEnumerable<GuestRow> guests) => [.. guests.Where(row => Fits(row.Id, row.State))];

    /// <summary>The place of the selected net; the first, if it is not among them.</summary>
    public int PlaceIn(IReadOnlyList<NetRow> rows)
    {
        for (int i = 0; i < rows.Count; i++)
            if (rows[i].Name == Selected) return i;
        return 0;
    }

    /// <summary>Takes a key.</summary>
    /// <param name="rows">As they are shown.</param>
    /// <param name="page">Rows that fit.</param>
    public TopDeed Press(ConsoleKeyInfo key, IReadOnlyList<NetRow> rows, int page)
    {
        if (Typed is not null) return Edit(key, rows);
        if (Helps)
        {
            Helps = false;
            return key.KeyChar == 'q' ? TopDeed.Quit : TopDeed.None;
        }

        NetRow? net = rows.Count > 0 ? rows[PlaceIn(rows)] : null;
        switch (key.Key)
        {
            case ConsoleKey.UpArrow: return Move(rows, -1);
            case ConsoleKey.DownArrow: return Move(rows, 1);
            case ConsoleKey.PageUp: return Move(rows, -page);
            case ConsoleKey.PageDown: return Move(rows, page);
            case ConsoleKey.Home: return Move(rows, -rows.Count);
            case ConsoleKey.End: return Move(rows, rows.Count);
            case ConsoleKey.Escape:
                Filter = "";
                return TopDeed.None;
        }

        switch (key.KeyChar)
        {
            case 'q': return TopDeed.Quit;
            case 'k': return Move(rows, -1);
            case 'j': return Move(rows, 1);
            case 's':
                Order = (TopOrder)(((int)Order + 1) % Enum.GetValues<TopOrder>().Length);
                return TopDeed.None;
            case 'r':
                Reversed = !Reversed;
                return TopDeed.None;
            case '/':
                (Prompt, Typed) = ('/', Filter);
                return TopDeed.None;
            case '?' or 'h':
                Helps = true;
                return TopDeed.None;
            case '=' when net is not null:
                (Prompt, Typed, Selected) = ('=', "", net.Name);
                return TopDeed.None;
            case '0' or '1' or 'z' when net is not null: return new TopDeed(DeedKind.Set, net, key.KeyChar.ToString());
            case ' ' or 't' when net is { IsBus: false }: return new TopDeed(DeedKind.Set, net, net.IsHigh ? "0" : "1");
            case 'p' when net is not null: return new TopDeed(DeedKind.Pulse, net, "100ms");
            default: return TopDeed.None;
        }
    }

    private TopDeed Edit(ConsoleKeyInfo key, IReadOnlyList<NetRow> rows)
    {
        switch (key.Key)
        {
            case ConsoleKey.Escape:
                if (Prompt == '/') Filter = "";
                Typed = null;
                return TopDeed.None;
            case ConsoleKey.Enter:
                string text = Typed!;
                Typed = null;
                return Prompt == '=' && text.Length > 0 && rows.FirstOrDefault(row => row.Name == Selected) is { } net
                    ? new TopDeed(DeedKind.Set, net, text)
                    : TopDeed.None;
            case ConsoleKey.Backspace:
                if (Typed!.Length > 0) Typed = Typed[..^1];
                break;
            default:
                if (!char.IsControl(key.KeyChar) && Typed!.Length < 60) Typed += key.KeyChar;
                break;
        }

        if (Prompt == '/') Filter = Typed!;                                  // rows go while it is typed
        return TopDeed.None;
    }

    private TopDeed Move(IReadOnlyList<NetRow> rows, int by)
    {
        if (rows.Count > 0) Selected = rows[Math.Clamp(PlaceIn(rows) + by, 0, rows.Count - 1)].Name;
        return TopDeed.None;
    }

    private bool Fits(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            if (text.Contains(Filter, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}

internal enum DeedKind { None, Quit, Set, Pulse }

/// <summary>What a key asks for beyond another view.</summary>
/// <param name="Net">Set, Pulse: of what.</param>
/// <param name="Text">The value, or the time.</param>
internal readonly record struct TopDeed(DeedKind Kind, NetRow? Net = null, string Text = "")
{
    public static readonly TopDeed None = new(DeedKind.None);

    public static readonly TopDeed Quit = new(DeedKind.Quit);
}
