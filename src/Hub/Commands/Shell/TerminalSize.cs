namespace GpioHub.Hub.Commands.Shell;

/// <summary>Columns and rows of the process's terminal.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>As it is now; 80 × 24 where nothing is known.</summary>
    public static TerminalSize Of()
    {
        try
        {
            (int columns, int rows) = (Console.WindowWidth, Console.WindowHeight);
            return new TerminalSize(columns > 0 ? columns : 80, rows > 0 ? rows : 24);
        }
        catch (IOException)
        {
            return new TerminalSize(80, 24);
        }
    }
}
