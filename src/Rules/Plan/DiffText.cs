using System.Globalization;

namespace GpioHub.Rules.Plan;

/// <summary>The texts that tell changes to a person.</summary>
internal static class DiffText
{
    public static string Lines(int count) => count == 1 ? "1 line" : $"{count.ToString(CultureInfo.InvariantCulture)} lines";

    /// <summary>A chip line as a user addresses it.</summary>
    public static string Address(ChipPlan chip, int index) => $"{chip.Id}/{Name(chip.Lines[index], index)}";

    public static string Address(RigPlan plan, ChipLineAddress? from) => from is not { } line ? "nothing"
        : plan.Chips.FirstOrDefault(chip => chip.Id == line.Chip) is { } chip && line.Index < chip.Lines.Length ? Address(chip, line.Index)
        : $"{line.Chip}/{line.Index.ToString(CultureInfo.InvariantCulture)}";

    public static string Slot(string guest, GuestLinePlan line) =>
        $"{guest}:{(line.Name.Length > 0 ? line.Name : line.Line.ToString(CultureInfo.InvariantCulture))}";

    public static string Slot(string guest, GuestLinePlan old, RigPlan oldPlan, GuestLinePlan line, RigPlan plan)
    {
        var said = new List<string>();
        if (old.From != line.From) said.Add($"from {Address(oldPlan, old.From)} to {Address(plan, line.From)}");
        if (old.Access != line.Access) said.Add($"access {Word(old.Access)} to {Word(line.Access)}");
        if (old.OnRelease != line.OnRelease) said.Add($"onRelease {Word(old.OnRelease)} to {Word(line.OnRelease)}");
        return $"{Slot(guest, line)}: {string.Join(", ", said)}";
    }

    public static string Shape(GuestPlan old, GuestPlan plan) => old.Lines.Length != plan.Lines.Length
        ? $"{plan.Id}: {Lines(old.Lines.Length)} to {Lines(plan.Lines.Length)}"
        : $"{plan.Id}: other names of lines";

    /// <summary>Why a running guest keeps its shape (HR-09).</summary>
    public static string ShapeRefused(GuestPlan old, GuestPlan wanted)
    {
        string needs = old.Lines.Length == wanted.Lines.Length
            ? "other names need"
            : wanted.Lines.Length == 1 ? "1 line needs"
            : $"{Lines(wanted.Lines.Length)} need";
        return $"guest {old.Id} is running with {Lines(old.Lines.Length)}; " +
            $"{needs} its front-end to reconnect (or, on QEMU 9 or later, its driver to probe again)";
    }

    public static string Settings(ChipLinePlan old, ChipLinePlan line)
    {
        var said = new List<string>();
        void Say<T>(string key, T before, T after)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after)) said.Add($"{key} {Word(before)} to {Word(after)}");
        }

        Say("name", old.Name, line.Name);
        Say("bias", old.Bias, line.Bias);
        Say("activeLow", old.ActiveLow, line.ActiveLow);
        Say("drive", old.Drive, line.Drive);
        Say("initial", old.Initial, line.Initial);
        Say("resolve", old.Resolve, line.Resolve);
        Say("control", old.Control, line.Control);
        Say("debounce", old.Debounce, line.Debounce);
        Say("sample", old.Sample, line.Sample);
        Say("share", old.Sharing, line.Sharing);
        return said.Count == 0 ? "other settings" : string.Join(", ", said);
    }

    public static string Name(ChipLinePlan line, int index) =>
        line.Name ?? (line.Offset == ChipLinePlan.ByName ? index : line.Offset).ToString(CultureInfo.InvariantCulture);

    /// <summary>A value as the file writes it: <c>PullUp</c> is <c>pull-up</c>.</summary>
    private static string Word<T>(T value) => value switch
    {
        null => "off",
        bool on => on ? "true" : "false",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds}us"),
        LineAccess.InOut => "inout",
        Enum word => string.Concat(word.ToString().Select(
            (letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")),
        _ => $"\"{value}\"",
    };
}
