using System.Globalization;

namespace GpioHub.Bench.Processes;

/// <summary>Which process of a hub serves: if it is kept, the first child of what was started; else that itself.</summary>
internal static class ServingProcess
{
    /// <param name="started">Pid of <c>gpiohub run</c>, which is up.</param>
    public static int Of(int started) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id != 0 && ParentOf(id) == started)
        .DefaultIfEmpty(started)
        .Min();

    private static int ParentOf(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);  // name; state, parent
        }
        catch (IOException)
        {
            return 0;               // it has ended
        }
    }
}
